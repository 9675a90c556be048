-- Conversations as a company has them after three months, written at once: %(n)s of them with ten messages each on
-- average, two channels, a customer with two or three conversations, four in five closed, letters longer than chat.
-- What may be random is a fixed function of the row's number, so that two runs read the same rows.
create temporary table many as
select n, uuidv7(make_interval(secs => -age)) as id, now() - make_interval(secs => age) as born,
       (n * 7919) %% greatest(%(n)s / 5 * 2, 1) as who, n %% 3 = 0 as letter,
       case when n %% 20 < 16 then 'closed' when n %% 20 = 16 then 'snoozed' else 'open' end as status,
       case when n %% 1000 = 7 then 500 else 4 + (n * 31) %% 12 end as messages,
       (%(members)s::uuid[])[1 + (n * 13) %% cardinality(%(members)s::uuid[])] as member
from (select n, (%(n)s - n)::float8 / %(n)s * 86400 * 90 + 7200 as age from generate_series(1, %(n)s) n) g;
update many set member = null where status = 'open' and n %% 5 = 2;

create temporary table who as
select who, uuidv7(interval '-91 days') as customer, uuidv7(interval '-91 days') as chat, uuidv7(interval '-91 days') as mail
from (select distinct who from many) w;
create index on who (who);
insert into customers_customer (id, workspace_id, name, language, created_at)
select customer, %(workspace)s::uuid, (array['Анна','Вера','Дмитрий','Ольга','Sam','Зухра','Павел','Emily'])[1 + who %% 8] || ' '
       || (array['Кузнецова','Ли','Петренко','Smith','Ахметова','Соболева'])[1 + who %% 6], 'ru', now() - interval '91 days' from who;
insert into customers_identity (id, workspace_id, customer_id, kind, value, name, status, created_at)
select chat, %(workspace)s::uuid, customer, 'visitor', chat::text, '', 'verified', now() - interval '91 days' from who
union all
select mail, %(workspace)s::uuid, customer, 'email', 'customer' || who || '@example.org', '', 'stated', now() - interval '91 days' from who;

insert into conversations_conversation (id, workspace_id, number, identity_id, channel_id, assignee_id, status, subject, preview,
    preview_by, created_at, last_at, waiting_since, answered_at, closed_at, snoozed_until)
select m.id, %(workspace)s::uuid, n, case when letter then mail else chat end, case when letter then %(mail)s else %(chat)s end::uuid,
       member, status, (%(subjects)s::text[])[1 + n %% cardinality(%(subjects)s::text[])],
       left((%(texts)s::text[])[1 + n %% cardinality(%(texts)s::text[])], 160), case when n %% 2 = 0 then 'in' else 'out' end, born, born + interval '90 minutes',
       case when status = 'open' and n %% 2 = 0 then born + interval '90 minutes' end, born + interval '20 minutes',
       case when status = 'closed' then born + interval '95 minutes' end, case when status = 'snoozed' then now() + interval '1 day' end
from many m join who using (who);
insert into conversations_counter (id, workspace_id, next) values (%(workspace)s::uuid, %(workspace)s::uuid, %(n)s + 1)
on conflict (workspace_id, id) do update set next = excluded.next;

create temporary table said as
select uuidv7(born + make_interval(secs => 5400.0 * k / messages) - now()) as id, m.id as conversation, m.n, k, letter, member,
       born + make_interval(secs => 5400.0 * k / messages) as at, k %% 2 = 1 as theirs, who.chat, who.mail
from many m join who using (who), generate_series(1, messages) k;
insert into conversations_message (id, workspace_id, conversation_id, identity_id, channel_id, author_id, direction, position, at,
    external_id, subject, text, quoted, html, auto, meta)
select id, %(workspace)s::uuid, conversation, case when letter then mail else chat end, case when letter then %(mail)s else %(chat)s end::uuid,
       case when theirs then null else coalesce(member, (%(members)s::uuid[])[1]) end, case when theirs then 'in' when k %% 14 = 0 then 'note' else 'out' end,
       id, at, id || '@example.org', null,
       (%(texts)s::text[])[1 + (n + k) %% cardinality(%(texts)s::text[])]
       || case when letter then E'\n\n' || (%(texts)s::text[])[1 + (n + k + 1) %% cardinality(%(texts)s::text[])] else '' end,
       case when letter and k > 1 then (%(texts)s::text[])[1 + (n + k - 1) %% cardinality(%(texts)s::text[])] end, null, false, '{}'
from said;
insert into conversations_delivery (id, workspace_id, message_id, channel_id, state, attempts, next_at, reason, detail, created_at, changed_at, request_id)
select uuidv7(), %(workspace)s::uuid, id, case when letter then %(mail)s else %(chat)s end::uuid, 'sent', 1, at, '', '', at, at, ''
from said where not theirs and k %% 14 > 0;
insert into conversations_attachment (id, workspace_id, message_id, sha256, name, type, size, cid, inline)
select uuidv7(), %(workspace)s::uuid, id, repeat('0', 64), 'журнал хаба ' || n || '.pdf', 'application/pdf', 120000 + n, '', false from said where (n + k) %% 20 = 0;
insert into moments_moment (id, workspace_id, identity_id, kind, at, channel_id, conversation_id, member_id, data)
select id, %(workspace)s::uuid, case when letter then mail else chat end, 'message.in', at, case when letter then %(mail)s else %(chat)s end::uuid, conversation, null,
       jsonb_build_object('message', id) from said where theirs;
insert into conversations_assignment (id, workspace_id, conversation_id, member_id, by_id, reason, detail, at)
select uuidv7(), %(workspace)s::uuid, id, member, null, 'least_loaded', '{}', born from many where member is not null;
insert into conversations_closure (id, workspace_id, conversation_id, by_id, at)
select uuidv7(), %(workspace)s::uuid, id, member, born + interval '95 minutes' from many where status = 'closed';
insert into conversations_reading (id, workspace_id, conversation_id, member_id, at)
select uuidv7(), %(workspace)s::uuid, id, member, born + interval '60 minutes' from many where member is not null;
