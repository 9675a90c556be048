-- %(n)s customers, two orders of every second one over a quarter, a rating of every third, a city.
select setseed(0.42);
insert into customers_customer (id, workspace_id, name, language, created_at, last_at, last_kind)
select uuidv7(-make_interval(secs => g %% 7776000)), %(workspace)s, 'Customer ' || g, 'ru', now() - make_interval(secs => g * 7 %% 7776000),
  now() - make_interval(secs => g * 11 %% 7776000), 'visit' from generate_series(1, %(n)s) g;
insert into customers_identity (id, workspace_id, customer_id, kind, value, name, status, created_at)
select uuidv7(), workspace_id, id, 'email', id || '@shop.example', '', 'verified', created_at from customers_customer;
insert into customers_attribute_kind (id, workspace_id, key, sort, created_at) values (uuidv7(), %(workspace)s, 'city', 'text', now());
insert into customers_attribute (id, workspace_id, customer_id, key, value, plain, origin, at)
select uuidv7(), workspace_id, id, 'city', to_jsonb('city ' || length(name) + get_byte(uuid_send(id), 15) %% 20),
  'city ' || length(name) + get_byte(uuid_send(id), 15) %% 20, 'api', now() from customers_customer;
insert into moments_holding (id, workspace_id, identity_id, sort, key, name, state, total, refunded, currency, began_at, at)
select uuidv7(), %(workspace)s, i.id, 'order', o || '-' || row_number() over (), '', 'paid', 500 + floor(random() * 9000), 0, 'RUB',
  now() - make_interval(secs => random() * 7776000), now()
from customers_identity i, generate_series(1, 2) o where get_byte(uuid_send(i.id), 15) %% 2 = 0;
insert into feedback_rating (id, workspace_id, identity_id, scale, facts, score, mood, factors, at)
select uuidv7(), %(workspace)s, i.id, 'csat', '[]', 1 + floor(random() * 5), 0, '[]', now() - make_interval(secs => random() * 7776000)
from customers_identity i where get_byte(uuid_send(i.id), 15) %% 3 = 0;
