-- A value as a number; `archive/files.py` reckons the same.
create function nitka_digest(value text) returns bigint language sql immutable parallel safe as $$
    select ('x' || substr(md5(coalesce(value, chr(1))), 1, 15))::bit(60)::bigint
$$;
revoke all on function nitka_digest(text) from public;
grant execute on function nitka_digest(text) to nitka_app, nitka_worker;

-- Whether there are files of old moments, in any workspace: a yes or no, so that nobody asks further where there are none.
create function nitka_moments_archived() returns boolean
language sql stable security definer set search_path = public, pg_temp as $$ select exists (select from moments_archive) $$;

-- What was brought back from a file goes again: of contacts that were, and no kind that stays.
create function nitka_forget_moments(archive uuid, ids uuid[]) returns int
language sql volatile security definer set search_path = public, pg_temp as $$
    with gone as (
        delete from moments_moment m using moments_archive a, moments_recall r
        where a.workspace_id = nullif(current_setting('nitka.workspace', true), '')::uuid and a.id = archive
        and a.emptied_at is not null and m.workspace_id = a.workspace_id and m.id = any(ids)
        and m.id >= nitka_first_key(a.month::timestamp at time zone 'UTC')
        and m.id < nitka_first_key((a.month + interval '1 month') at time zone 'UTC')
        and m.identity_id between a.first and a.last and m.conversation_id is null
        and r.workspace_id = a.workspace_id and r.identity_id = m.identity_id
        and m.kind <> all(array(select jsonb_array_elements_text(a.kept)))
        and not exists (select from moments_wanted w where w.workspace_id = a.workspace_id and w.kind = m.kind)
        returning 1
    )
    select count(*)::int from gone
$$;

-- Write a month anew, without the room of what has gone; once after its last file was made. Whoever reads that month waits.
create function nitka_compact_moments(month date) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    name text := 'moments_moment_' || to_char(month, 'YYYY_MM');
begin
    if to_regclass(name) is null or not exists (select from moments_archive a
        where a.month = nitka_compact_moments.month and a.emptied_at is not null and not a.compacted) then
        return false;
    end if;
    perform set_config('lock_timeout', '5s', true);
    execute format('lock table %I in access exclusive mode', name);
    execute format('create temp table nitka_stays on commit drop as select * from %I', name);
    execute format('truncate %I', name);
    execute format('insert into %I select * from nitka_stays', name);
    drop table nitka_stays;
    update moments_archive a set compacted = true where a.month = nitka_compact_moments.month and a.emptied_at is not null;
    return true;
end
$$;

revoke all on function nitka_moments_archived(), nitka_let_moments_go(uuid, timestamptz), nitka_forget_moments(uuid, uuid[]),
    nitka_compact_moments(date) from public;
grant execute on function nitka_moments_archived() to nitka_app, nitka_worker;
grant execute on function nitka_let_moments_go(uuid, timestamptz), nitka_forget_moments(uuid, uuid[]),
    nitka_compact_moments(date) to nitka_worker;
