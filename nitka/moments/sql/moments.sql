-- The journal, partitioned by month of the id, which we make at receipt. The default partition catches a clock gone mad.
create table moments_moment (
    id uuid not null,
    workspace_id uuid not null,
    identity_id uuid,
    kind varchar(32) not null,
    at timestamptz not null,
    channel_id uuid,
    conversation_id uuid,
    member_id uuid,
    data jsonb not null,
    constraint moments_moment_pkey primary key (workspace_id, id)
) partition by range (id);
create index moments_moment_of on moments_moment (workspace_id, identity_id, id desc);
create table moments_moment_default partition of moments_moment default;

-- The smallest version 7 key of a moment in time.
create function nitka_first_key(moment timestamptz) returns uuid language sql immutable strict as $$
    select (substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-0000-0000-000000000000')::uuid
    from (select lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0') as h) as hex
$$;

-- Monthly partitions from one day's month to another's; a definer's function, as only the owner makes tables.
create function nitka_moment_partitions(since date, until date) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    month timestamp := date_trunc('month', since);
    name text;
begin
    while month <= until loop
        name := 'moments_moment_' || to_char(month, 'YYYY_MM');
        if to_regclass(name) is null then
            execute format(
                'create table %I partition of moments_moment for values from (%L) to (%L)',
                name, nitka_first_key(month at time zone 'UTC'), nitka_first_key((month + interval '1 month') at time zone 'UTC')
            );
        end if;
        month := month + interval '1 month';
    end loop;
end
$$;
revoke all on function nitka_moment_partitions(date, date) from public;
grant execute on function nitka_moment_partitions(date, date) to nitka_app, nitka_worker;
select nitka_moment_partitions((now() - interval '4 months')::date, (now() + interval '3 months')::date);
