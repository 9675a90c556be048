-- What one source said of consents of some contacts, the proof with it: the app itself can only add to that journal.
create or replace function nitka_unsay_consents(asked uuid[], source uuid) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    ws uuid := nullif(current_setting('nitka.workspace', true), '')::uuid;
    ours uuid[] := array(select c.id from customers_consent c
        where c.workspace_id = ws and c.identity_id = any(asked) and c.source_id = source and c.way = 'file');
begin
    delete from customers_proof where workspace_id = ws and consent_id = any(ours);
    delete from customers_consent where workspace_id = ws and id = any(ours);
end $$;

revoke execute on function nitka_unsay_consents(uuid[], uuid) from public;
grant execute on function nitka_unsay_consents(uuid[], uuid) to nitka_app, nitka_worker;
