-- Moments of some contacts as figures that name nobody; the journal is append-only for everybody else. What stays of their
-- facts: how they rated, sums of money, and which message of ours it was.
create or replace function nitka_erase_moments(identities uuid[]) returns int
language sql volatile security definer set search_path = public, pg_temp as $$
    with kept as materialized (
        select m.id, coalesce(jsonb_object_agg(f.key, f.value) filter (where
            (f.key in ('score', 'mood') and jsonb_typeof(f.value) = 'number')
            or (m.kind = 'rating' and f.key in ('rating', 'scale', 'factors'))
            or (m.kind in ('message.in', 'message.out') and f.key = 'message')
            or (f.key in ('total', 'amount', 'price') and jsonb_typeof(f.value) = 'object'
                and f.value->>'amount' ~ '^-?[0-9]{1,15}([.][0-9]+)?$' and f.value->>'currency' ~ '^[A-Z]{3}$'
                and f.value - 'amount' - 'currency' = '{}')
            ), '{}') as data
        from moments_moment m left join lateral jsonb_each(
            case when jsonb_typeof(m.data) = 'object' then m.data else '{}' end) f on true
        where m.workspace_id = nullif(current_setting('nitka.workspace', true), '')::uuid
        and m.identity_id = any(identities)
        group by m.id
    ), bare as (
        update moments_moment m set data = kept.data from kept
        where m.workspace_id = nullif(current_setting('nitka.workspace', true), '')::uuid
        and m.id = kept.id and m.data <> kept.data
        returning 1
    )
    select count(*)::int from bare
$$;
revoke all on function nitka_erase_moments(uuid[]) from public;
grant execute on function nitka_erase_moments(uuid[]) to nitka_app, nitka_worker;
