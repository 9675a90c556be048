-- Stores a batch of many workspaces in one statement each and returns what had arrived before: its place in the batch,
-- the first id and time. What is digested at once (imports) is logged but not queued. A definer's function, as ON CONFLICT and RETURNING are refused under an insert-only policy.
create or replace function nitka_accept(items json, queued boolean default true) returns table (n int, id uuid, at timestamptz)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    fresh uuid[];
    given int := json_array_length(items);
begin
    with item as materialized (
        select * from rows from (
            json_to_recordset(items) as (
                id uuid, workspace_id uuid, source_id uuid, kind text, key text, sender text, lane smallint, weight smallint,
                payload jsonb, raw text, blob text, at timestamptz, request_id text
            )
        ) with ordinality
    ), entered as (
        insert into inbound_ledger (workspace_id, source_id, key, inbound_id, at)
        select i.workspace_id, i.source_id, i.key, i.id, i.at from item i order by i.ordinality
        on conflict do nothing
        returning inbound_ledger.inbound_id
    ), logged as (
        insert into inbound_log (id, workspace_id, source_id, kind, key, sender, payload, raw, blob, at, request_id)
        select i.id, i.workspace_id, i.source_id, i.kind, i.key, i.sender, i.payload,
               decode(i.raw, 'base64'), i.blob, i.at, i.request_id
        from item i join entered e on e.inbound_id = i.id
    ), waiting as (
        insert into inbound_queue (lane, inbound_id, workspace_id, kind, weight)
        select i.lane, i.id, i.workspace_id, i.kind, coalesce(i.weight, 1) from item i join entered e on e.inbound_id = i.id where queued
        order by i.ordinality
    )
    select array_agg(inbound_id) into fresh from entered;

    if coalesce(array_length(fresh, 1), 0) = given then
        return;
    end if;
    return query
        select (i.ordinality - 1)::int, l.inbound_id, l.at
        from rows from (
            json_to_recordset(items) as (id uuid, workspace_id uuid, source_id uuid, key text)
        ) with ordinality as i (id, workspace_id, source_id, key, ordinality)
        join inbound_ledger l using (workspace_id, source_id, key)
        where l.inbound_id <> i.id;
end
$$;
revoke all on function nitka_accept(json, boolean) from public;
grant execute on function nitka_accept(json, boolean) to nitka_app, nitka_worker;
