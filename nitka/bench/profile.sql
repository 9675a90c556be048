-- Customers with moments over a year, written at once: %(n)s of them with %(per)s each, orders among them; one who has %(heavy)s,
-- and one who has forty identities. What may be random is a fixed function of the row's number.
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
insert into moments_moment (id, workspace_id, identity_id, kind, at, channel_id, conversation_id, member_id, data)
select uuidv7(at - now()), %(workspace)s::uuid, identity, kind, at, null, null, null,
       case when kind like 'order%%' then jsonb_build_object('order', n || '-' || k / 4, 'total', jsonb_build_object('amount', '6900.00', 'currency', 'RUB'))
            else jsonb_build_object('pages', 1 + k) end
from (select n, k, identity, now() - make_interval(secs => 60 + (n::bigint * 104729 + k * 3000017) %% (86400 * 360)) as at,
      (array['order.placed','order.paid','order.delivered','visit'])[1 + k %% 4] as kind
      from folk, generate_series(1, %(per)s) k
      union all
      select 1, k, (select identity from folk where n = 1), now() - make_interval(secs => 60 + k * (86400.0 * 360 / %(heavy)s)),
      (array['order.placed','visit','page','call'])[1 + k %% 4] from generate_series(1, %(heavy)s) k
      union all
      select 2, k, i.id, now() - make_interval(secs => 60 + k * 86400 * 3), 'visit'
      from customers_identity i, generate_series(1, 50) k where i.workspace_id = %(workspace)s::uuid and i.value like 'many%%@example.org') m;
insert into moments_holding (id, workspace_id, identity_id, sort, key, name, state, total, refunded, currency, until, began_at, at)
select uuidv7(), %(workspace)s::uuid, identity, 'order', n || '-' || k, 'Термостат', 'delivered', 6900, 0, 'RUB', null, born, born from folk, generate_series(1, 3) k;
