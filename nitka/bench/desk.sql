-- %(n)s open conversations of as many customers who write by the chat, three messages each; nine of ten are somebody's,
-- half of those a team's (of the person who has it), half wait for an answer. Ages spread over four weeks.
create temporary table many as
select n, uuidv7(make_interval(secs => -age)) as id, now() - make_interval(secs => age) as born,
       uuidv7(make_interval(secs => -age)) as customer, (%(sessions)s::uuid[])[n] as session,
       case when n %% 10 > 0 then (%(members)s::uuid[])[1 + (n / 10 * 9 + n %% 10) %% cardinality(%(members)s::uuid[])] end as member
from (select n, (%(n)s - n)::float8 / %(n)s * 86400 * 28 + 7200 as age from generate_series(1, %(n)s) n) g;
insert into customers_customer (id, workspace_id, name, language, created_at)
select customer, %(workspace)s::uuid, (array['Анна','Вера','Дмитрий','Ольга','Sam','Зухра','Павел','Emily'])[1 + n %% 8] || ' '
       || (array['Кузнецова','Ли','Петренко','Smith','Ахметова','Соболева'])[1 + n %% 6], 'ru', born from many;
insert into customers_identity (id, workspace_id, customer_id, kind, value, name, status, created_at)
select session, %(workspace)s::uuid, customer, 'visitor', session::text, '', 'verified', born from many;
insert into conversations_conversation (id, workspace_id, number, identity_id, channel_id, assignee_id, team_id, status, subject, preview,
    preview_by, created_at, last_at, waiting_since, answered_at)
select m.id, %(workspace)s::uuid, n, session, %(channel)s::uuid, member, case when n %% 4 < 2 then a.team_ids[1] end, 'open',
       (%(subjects)s::text[])[1 + n %% cardinality(%(subjects)s::text[])],
       left((%(texts)s::text[])[1 + (n + 3) %% cardinality(%(texts)s::text[])], 160), 'in', born, born + interval '90 minutes',
       case when n %% 2 = 0 then born + interval '90 minutes' end, born + interval '20 minutes'
from many m left join accounts_member a on a.id = m.member;
insert into conversations_counter (id, workspace_id, next) values (%(workspace)s::uuid, %(workspace)s::uuid, %(n)s + 1)
on conflict (workspace_id, id) do update set next = excluded.next;
create temporary table said as
select uuidv7(born + make_interval(secs => 1800.0 * k) - now()) as id, m.id as conversation, m.n, k, session, member,
       born + make_interval(secs => 1800.0 * k) as at, k %% 2 = 1 as theirs from many m, generate_series(1, 3) k;
insert into conversations_message (id, workspace_id, conversation_id, identity_id, channel_id, author_id, direction, position, at,
    external_id, text, auto, meta)
select id, %(workspace)s::uuid, conversation, session, %(channel)s::uuid,
       case when theirs then null else coalesce(member, (%(members)s::uuid[])[1]) end, case when theirs then 'in' else 'out' end,
       id, at, id, (%(texts)s::text[])[1 + (n + k) %% cardinality(%(texts)s::text[])], false, '{}' from said;
insert into moments_moment (id, workspace_id, identity_id, kind, at, channel_id, conversation_id, member_id, data)
select id, %(workspace)s::uuid, session, 'message.in', at, %(channel)s::uuid, conversation, null,
       jsonb_build_object('message', id) from said where theirs;
insert into conversations_assignment (id, workspace_id, conversation_id, member_id, by_id, reason, detail, at)
select uuidv7(), %(workspace)s::uuid, id, member, null, 'least_loaded', '{}', born from many where member is not null;
insert into conversations_reading (id, workspace_id, conversation_id, member_id, at)
select uuidv7(), %(workspace)s::uuid, id, member, born + interval '60 minutes' from many where member is not null;
truncate conversations_search_todo;
