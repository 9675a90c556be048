-- Moments that a file or a move brought are taken back whole; the journal is append-only for everybody else. Whoever asks
-- names both each moment and who told of it, so that a wrong list takes away nothing of anybody else's.
create or replace function nitka_unmake_moments(ids uuid[], told_by uuid) returns int
language sql volatile security definer set search_path = public, pg_temp as $$
    with gone as (
        delete from moments_moment m
        where m.workspace_id = nullif(current_setting('nitka.workspace', true), '')::uuid
        and m.id = any(ids) and m.channel_id = told_by
        returning 1
    )
    select count(*)::int from gone
$$;
revoke all on function nitka_unmake_moments(uuid[], uuid) from public;
grant execute on function nitka_unmake_moments(uuid[], uuid) to nitka_app, nitka_worker;
