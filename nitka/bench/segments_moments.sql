-- One moment of each customer, some time within a quarter.
select setseed(%(k)s / 100.0);
insert into moments_moment (id, workspace_id, identity_id, kind, at, data)
select uuidv7(-make_interval(secs => ago)), %(workspace)s, id, 'kind.' || floor(random() * 10)::int, now() - make_interval(secs => ago),
  jsonb_build_object('page', '/p/' || floor(random() * 100)::int)
from (select i.id, random() * 7776000 as ago from customers_identity i) m;
