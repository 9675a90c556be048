-- Let the journal go of the moments that a file of the workspace at work holds, if they are what the file holds: as many,
-- and of each column the same sum of digests. Otherwise nothing goes.
create or replace function nitka_let_moments_go(archive uuid, at timestamptz) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    a moments_archive;
    found jsonb;
begin
    select * into a from moments_archive o
    where o.workspace_id = nullif(current_setting('nitka.workspace', true), '')::uuid and o.id = archive
    and o.emptied_at is null for update;
    if a.id is null then
        raise exception 'no such file' using errcode = 'data_exception';
    end if;
    -- Their ids first: joined, rows that nobody has counted yet were numbered anew for each of them.
    with gone as (
        delete from moments_moment m where m.workspace_id = a.workspace_id
        and m.id >= nitka_first_key(a.month::timestamp at time zone 'UTC')
        and m.id < nitka_first_key((a.month + interval '1 month') at time zone 'UTC')
        and m.id = any(array(
            select nth.id from (
                select m.id, m.conversation_id, m.kind, row_number() over (partition by m.identity_id order by m.id desc) as n
                from moments_moment m where m.workspace_id = a.workspace_id and m.identity_id between a.first and a.last
                and m.id >= nitka_first_key(a.month::timestamp at time zone 'UTC')
                and m.id < nitka_first_key((a.month + interval '1 month') at time zone 'UTC')
            ) nth where nth.n > 1 and nth.conversation_id is null
            and nth.kind <> all(array(select jsonb_array_elements_text(a.kept)))))
        returning m.*
    )
    select jsonb_build_object('rows', count(*),
        'workspace_id', coalesce(sum(nitka_digest(workspace_id::text)), 0), 'id', coalesce(sum(nitka_digest(id::text)), 0),
        'identity_id', coalesce(sum(nitka_digest(identity_id::text)), 0), 'kind', coalesce(sum(nitka_digest(kind)), 0),
        'at', coalesce(sum(nitka_digest((extract(epoch from gone.at) * 1000000)::bigint::text)), 0),
        'channel_id', coalesce(sum(nitka_digest(channel_id::text)), 0),
        'conversation_id', coalesce(sum(nitka_digest(conversation_id::text)), 0),
        'member_id', coalesce(sum(nitka_digest(member_id::text)), 0), 'data', coalesce(sum(nitka_digest(data::text)), 0))
    into found from gone;
    if found <> a.sums then
        raise exception 'the journal is not what the file holds' using errcode = 'data_exception';
    end if;
    update moments_archive o set emptied_at = nitka_let_moments_go.at
    where o.workspace_id = a.workspace_id and o.id = a.id;
    return a.rows;
end
$$;
