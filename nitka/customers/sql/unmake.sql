-- What only one source ever said is taken back, the journal with it: the app itself can only add to the journal.
-- Answers the identities that are gone.
create or replace function nitka_unmake_identities(asked uuid[], source uuid) returns setof uuid
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    ws uuid := nullif(current_setting('nitka.workspace', true), '')::uuid;
    gone uuid[] := array(
        select i.id from customers_identity i where i.workspace_id = ws and i.id = any(asked)
        and exists (select from customers_evidence e where e.workspace_id = ws and e.identity_id = i.id)
        and not exists (select from customers_evidence e where e.workspace_id = ws and e.identity_id = i.id
            and e.source_id is distinct from source));
begin
    delete from customers_value where workspace_id = ws and identity_id = any(gone);
    delete from customers_evidence where workspace_id = ws and identity_id = any(gone);
    delete from customers_link where workspace_id = ws and identity_id = any(gone);
    return query delete from customers_identity where workspace_id = ws and id = any(gone) returning id;
end $$;

-- Whom nothing is left of.
create or replace function nitka_unmake_customers(asked uuid[]) returns setof uuid
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    ws uuid := nullif(current_setting('nitka.workspace', true), '')::uuid;
begin
    return query delete from customers_customer c where c.workspace_id = ws and c.id = any(asked)
        and not exists (select from customers_identity i where i.workspace_id = ws and i.customer_id = c.id)
        and not exists (select from customers_link l where l.workspace_id = ws and l.customer_id = c.id)
        and not exists (select from customers_customer o where o.workspace_id = ws and o.merged_into_id = c.id)
        returning c.id;
end $$;

-- The word of one source about identities that others know too.
create or replace function nitka_unsay(asked uuid[], source uuid, since timestamptz) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
    delete from customers_evidence where workspace_id = nullif(current_setting('nitka.workspace', true), '')::uuid
        and identity_id = any(asked) and source_id = source;
    delete from customers_value where workspace_id = nullif(current_setting('nitka.workspace', true), '')::uuid
        and identity_id = any(asked) and how = 'import' and at >= since;
$$;

revoke execute on function nitka_unmake_identities(uuid[], uuid), nitka_unmake_customers(uuid[]),
    nitka_unsay(uuid[], uuid, timestamptz) from public;
grant execute on function nitka_unmake_identities(uuid[], uuid), nitka_unmake_customers(uuid[]),
    nitka_unsay(uuid[], uuid, timestamptz) to nitka_app, nitka_worker;
