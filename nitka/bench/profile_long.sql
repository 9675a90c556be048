-- Of one customer many moments, of another some by each of forty identities.
insert into moments_moment (id, workspace_id, identity_id, kind, at, channel_id, conversation_id, member_id, data)
select uuidv7(at - now()), %(workspace)s::uuid, identity, kind, at, null, null, null,
       case when kind like 'order%%' then jsonb_build_object('order', n || '-' || k / 4, 'total', jsonb_build_object('amount', '6900.00', 'currency', 'RUB'))
            else jsonb_build_object('pages', 1 + k) end
from (select 1 as n, k, (select identity from folk where n = 1) as identity, now() - make_interval(secs => 60 + k * (86400.0 * 360 / %(heavy)s)) as at,
      (array['order.placed','visit','page','call'])[1 + k %% 4] as kind from generate_series(1, %(heavy)s) k
      union all
      select 2, k, i.id, now() - make_interval(secs => 60 + k * 86400 * 3), 'visit'
      from customers_identity i, generate_series(1, 50) k where i.workspace_id = %(workspace)s::uuid and i.value like 'many%%@example.org') m;
