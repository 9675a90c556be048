-- Texts as the messages of %(threads)s conversations over three years, every tenth conversation of one customer, one in twenty open.
create temporary table many as
select n, uuidv7(make_interval(secs => -age)) as id, now() - make_interval(secs => age) as born
from (select n, (%(threads)s - n)::float8 / %(threads)s * 86400 * 1095 + 7200 as age from generate_series(1, %(threads)s) n) g;
create index on many (n);
create temporary table who as
select n, uuidv7(interval '-1096 days') as customer, uuidv7(interval '-1096 days') as identity from generate_series(0, %(threads)s / 10) n;
create index on who (n);
insert into customers_customer (id, workspace_id, name, language, created_at)
select customer, %(workspace)s::uuid, (array['Анна','Вера','Дмитрий','Ольга','Sam','Зухра','Павел','Emily'])[1 + n %% 8] || ' '
       || (array['Кузнецова','Ли','Петренко','Smith','Ахметова','Соболева'])[1 + n %% 6], 'ru', now() - interval '1096 days' from who;
insert into customers_identity (id, workspace_id, customer_id, kind, value, name, status, created_at)
select identity, %(workspace)s::uuid, customer, 'email', 'customer' || n || '@example.org', '', 'stated', now() - interval '1096 days' from who;
insert into conversations_conversation (id, workspace_id, number, identity_id, channel_id, status, subject, preview, preview_by, created_at, last_at)
select m.id, %(workspace)s::uuid, m.n, w.identity, %(channel)s::uuid, case when m.n %% 20 = 0 then 'open' else 'closed' end,
       '', '', 'in', born, born + interval '90 minutes' from many m join who w on w.n = m.n / 10;
alter table conversations_message disable trigger conversations_search_new;
insert into conversations_message (id, workspace_id, conversation_id, identity_id, channel_id, direction, position, at, external_id, text, auto, meta)
select x.id, %(workspace)s::uuid, m.id, w.identity, %(channel)s::uuid, 'in', x.id, x.at, '', s.text, false, '{}'
from said s join many m on m.n = s.n / 10 + 1 join who w on w.n = m.n / 10,
     lateral (select uuidv7(m.born + make_interval(secs => (s.n %% 10) * 300) - now()) as id, m.born + make_interval(secs => (s.n %% 10) * 300) as at) x;
alter table conversations_message enable trigger conversations_search_new;
insert into conversations_search_todo (workspace_id, message_id) select workspace_id, id from conversations_message order by id;
analyze;
