-- The moments of everybody that stand at the place %(k)s among their own: so many at once are written in a minute, and one can say how far it is.
insert into moments_moment (id, workspace_id, identity_id, kind, at, channel_id, conversation_id, member_id, data)
select uuidv7(at - now()), %(workspace)s::uuid, identity, kind, at, null, null, null,
       case when kind like 'order%%' then jsonb_build_object('order', n || '-' || k / 4, 'total', jsonb_build_object('amount', '6900.00', 'currency', 'RUB'))
            else jsonb_build_object('pages', 1 + k) end
from (select n, %(k)s as k, identity, now() - make_interval(secs => 60 + (n::bigint * 104729 + %(k)s * 3000017) %% (86400 * 360)) as at,
      (array['order.placed','order.paid','order.delivered','visit'])[1 + %(k)s %% 4] as kind from folk) m;
