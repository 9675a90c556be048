-- The customers of %(n)s conversations, each with two or three of them, and for the numbers of these: `who`.
insert into customers_customer (id, workspace_id, name, language, created_at)
select uuidv7(interval '-91 days'), %(workspace)s::uuid, (array['Анна','Вера','Дмитрий','Ольга','Sam','Зухра','Павел','Emily'])[1 + who %% 8] || ' '
       || (array['Кузнецова','Ли','Петренко','Smith','Ахметова','Соболева'])[1 + who %% 6], 'ru', now() - interval '91 days'
from generate_series(0, greatest(%(n)s / 5 * 2, 1) - 1) who;
create temporary table who on commit drop as
select row_number() over (order by id) - 1 as who, id as customer, uuidv7(interval '-91 days') as chat, uuidv7(interval '-91 days') as mail
from customers_customer where workspace_id = %(workspace)s::uuid;
insert into customers_identity (id, workspace_id, customer_id, kind, value, name, status, created_at)
select chat, %(workspace)s::uuid, customer, 'visitor', who::text, '', 'verified', now() - interval '91 days' from who
union all
select mail, %(workspace)s::uuid, customer, 'email', 'customer' || who || '@example.org', '', 'stated', now() - interval '91 days' from who;
insert into conversations_counter (id, workspace_id, next) values (%(workspace)s::uuid, %(workspace)s::uuid, %(n)s + 1)
on conflict (workspace_id, id) do update set next = excluded.next;
