-- Customers of over a year, %(n)s of them, with orders; one of them has forty identities. Their moments come by `profile_moments.sql`, those of
-- one who has many by `profile_long.sql`. What may be random is a fixed function of the row's number.
create temporary table folk as
select n, uuidv7(make_interval(secs => -age)) as customer, uuidv7(make_interval(secs => -age)) as identity, now() - make_interval(secs => age) as born
from (select n, 3600 + (n::bigint * 7919) %% (86400 * 400) as age from generate_series(1, %(n)s) n) g;
insert into customers_customer (id, workspace_id, name, language, created_at, last_at, last_kind, orders, spent, currency, mood)
select customer, %(workspace)s::uuid, (array['Анна','Вера','Дмитрий','Ольга','Sam','Зухра','Павел','Emily'])[1 + n %% 8] || ' Клиент ' || n, 'ru', born,
       least(now(), born + make_interval(secs => (n * 31) %% 864000)), 'order.delivered', n %% 9, (n * 37 %% 9000) * 10, 'RUB', n %% 6 from folk;
insert into customers_identity (id, workspace_id, customer_id, kind, value, name, status, created_at)
select identity, %(workspace)s::uuid, customer, 'email', 'folk' || n || '@example.org', '', 'verified', born from folk
union all
select uuidv7(), %(workspace)s::uuid, (select customer from folk where n = 2), 'email', 'many' || k || '@example.org', '', 'stated', now() from generate_series(1, 39) k;
insert into moments_holding (id, workspace_id, identity_id, sort, key, name, state, total, refunded, currency, until, began_at, at)
select uuidv7(), %(workspace)s::uuid, identity, 'order', n || '-' || k, 'Термостат', 'delivered', 6900, 0, 'RUB', null, born, born from folk, generate_series(1, 3) k;
