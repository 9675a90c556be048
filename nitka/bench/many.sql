-- Conversations as a company has them after three months, those numbered %(first)s to %(last)s of %(n)s: ten messages each
-- on average, two channels, a customer (`who`) with two or three conversations, four in five closed, letters longer than
-- chat, texts from `pool`. What may be random is a fixed function of the row's number, so that two runs read the same rows.
create temporary table many on commit drop as
select n, uuidv7(make_interval(secs => -age)) as id, now() - make_interval(secs => age) as born,
       (n::bigint * 7919) %% greatest(%(n)s / 5 * 2, 1) as who, n %% 3 = 0 as letter,
       case when n %% 20 < 16 then 'closed' when n %% 20 = 16 then 'snoozed' else 'open' end as status,
       case when n %% 1000 = 7 then 500 else 4 + (n * 31) %% 12 end as messages,
       (%(members)s::uuid[])[1 + (n * 13) %% cardinality(%(members)s::uuid[])] as member
from (select n, (%(n)s - n)::float8 / %(n)s * 86400 * 90 + 7200 as age from generate_series(%(first)s, %(last)s) n) g;
update many set member = null where status = 'open' and n %% 5 = 2;
analyze many;

insert into conversations_conversation (id, workspace_id, number, identity_id, channel_id, assignee_id, status, subject, preview,
    preview_by, created_at, last_at, waiting_since, answered_at, closed_at, snoozed_until)
select m.id, %(workspace)s::uuid, m.n, case when letter then mail else chat end, case when letter then %(mail)s else %(chat)s end::uuid,
       member, status, (%(subjects)s::text[])[1 + m.n %% cardinality(%(subjects)s::text[])],
       left(p.text, 160), case when m.n %% 2 = 0 then 'in' else 'out' end, born, born + interval '90 minutes',
       case when status = 'open' and m.n %% 2 = 0 then born + interval '90 minutes' end, born + interval '20 minutes',
       case when status = 'closed' then born + interval '95 minutes' end, case when status = 'snoozed' then now() + interval '1 day' end
from many m join who using (who) join pool p on p.n = m.n %% (select count(*) from pool);
create temporary table said on commit drop as
select uuidv7(born + make_interval(secs => 5400.0 * k / messages) - now()) as id, m.id as conversation, m.n, k, letter, member,
       born + make_interval(secs => 5400.0 * k / messages) as at, k %% 2 = 1 as theirs, who.chat, who.mail,
       row_number() over () %% (select count(*) from pool) as line
from many m join who using (who), generate_series(1, messages) k;
analyze said;
insert into conversations_message (id, workspace_id, conversation_id, identity_id, channel_id, author_id, direction, position, at,
    external_id, subject, text, quoted, html, auto, meta)
select id, %(workspace)s::uuid, conversation, case when letter then mail else chat end, case when letter then %(mail)s else %(chat)s end::uuid,
       case when theirs then null else coalesce(member, (%(members)s::uuid[])[1]) end, case when theirs then 'in' when k %% 14 = 0 then 'note' else 'out' end,
       id, at, id || '@example.org', null,
       case when letter then p.text || E'\n\n' || p.more else p.text end, case when letter and k > 1 then p.before end, null, false, '{}'
from said join pool p on p.n = line;
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
