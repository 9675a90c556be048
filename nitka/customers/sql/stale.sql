-- What may have changed of a projection, written down by the database itself: whoever writes these tables, by whatever
-- statement, forgets nothing. A statement costs one insert, of nothing where nothing concerns a projection.
create or replace function nitka_customers_stale_identity() returns trigger language plpgsql
set search_path = public, pg_temp as $$
begin
    if tg_op = 'INSERT' then
        insert into customers_stale (id, workspace_id, sort, subject_id)
        select uuidv7(), n.workspace_id, 'customer', n.customer_id from added n
        join customers_company_domain d on d.workspace_id = n.workspace_id and d.domain = n.domain
        where n.kind = 'email' and n.status = 'verified';
    elsif tg_op = 'UPDATE' then
        insert into customers_stale (id, workspace_id, sort, subject_id)
        select uuidv7(), s.workspace_id, 'customer', s.customer_id from (
            select n.workspace_id, n.customer_id from gone o join added n using (id) where o.customer_id <> n.customer_id or o.status <> n.status
            union
            select o.workspace_id, o.customer_id from gone o join added n using (id) where o.customer_id <> n.customer_id) s;
    end if;
    return null;
end
$$;
create or replace function nitka_customers_stale_customer() returns trigger language plpgsql
set search_path = public, pg_temp as $$
begin
    if tg_op = 'UPDATE' then
        -- EXCEPT, as a join of both would be planned as each row with each
        insert into customers_stale (id, workspace_id, sort, subject_id)
        select uuidv7(), s.workspace_id, 'sums', s.company_id from (
            select distinct m.workspace_id, m.company_id from (
                select workspace_id, id, orders, worth, currency, last_at, mood, rated_at, merged_into_id from added
                except
                select workspace_id, id, orders, worth, currency, last_at, mood, rated_at, merged_into_id from gone) n
            join customers_membership m on m.workspace_id = n.workspace_id and m.customer_id = n.id) s;
    else
        insert into customers_stale (id, workspace_id, sort, subject_id)
        select uuidv7(), o.workspace_id, 'customer', o.id from gone o;
    end if;
    return null;
end
$$;
create or replace function nitka_customers_stale_company() returns trigger language plpgsql
set search_path = public, pg_temp as $$
begin
    if tg_op = 'INSERT' then
        insert into customers_stale (id, workspace_id, sort, subject_id)
        select uuidv7(), n.workspace_id, 'company', n.id from added n;
    elsif tg_op = 'DELETE' then
        insert into customers_stale (id, workspace_id, sort, subject_id)
        select uuidv7(), o.workspace_id, 'firm', o.id from gone o;
    else
        insert into customers_stale (id, workspace_id, sort, subject_id)
        select uuidv7(), n.workspace_id, 'firm', n.id from gone o join added n using (id)
        where o.name <> n.name or o.owner_id is distinct from n.owner_id;
        insert into customers_stale (id, workspace_id, sort, subject_id)
        select uuidv7(), n.workspace_id, 'company', n.id from gone o join added n using (id) where o.archived_at is distinct from n.archived_at;
    end if;
    return null;
end
$$;
create or replace function nitka_customers_stale_domain() returns trigger language plpgsql
set search_path = public, pg_temp as $$
begin
    insert into customers_stale (id, workspace_id, sort, subject_id)
    select uuidv7(), s.workspace_id, 'company', s.company_id from (select distinct workspace_id, company_id from changed) s;
    return null;
end
$$;
create or replace function nitka_customers_stale_said() returns trigger language plpgsql
set search_path = public, pg_temp as $$
begin
    insert into customers_stale (id, workspace_id, sort, subject_id)
    select uuidv7(), s.workspace_id, 'identity', s.identity_id from (select distinct workspace_id, identity_id from changed) s;
    return null;
end
$$;
create trigger customers_identity_stale_new after insert on customers_identity
    referencing new table as added for each statement execute function nitka_customers_stale_identity();
create trigger customers_identity_stale after update on customers_identity
    referencing old table as gone new table as added for each statement execute function nitka_customers_stale_identity();
create trigger customers_customer_stale after update on customers_customer
    referencing old table as gone new table as added for each statement execute function nitka_customers_stale_customer();
create trigger customers_customer_stale_gone after delete on customers_customer
    referencing old table as gone for each statement execute function nitka_customers_stale_customer();
create trigger customers_company_stale_new after insert on customers_company
    referencing new table as added for each statement execute function nitka_customers_stale_company();
create trigger customers_company_stale after update on customers_company
    referencing old table as gone new table as added for each statement execute function nitka_customers_stale_company();
create or replace trigger customers_company_stale_gone after delete on customers_company
    referencing old table as gone for each statement execute function nitka_customers_stale_company();
create trigger customers_domain_stale_new after insert on customers_company_domain
    referencing new table as changed for each statement execute function nitka_customers_stale_domain();
create trigger customers_domain_stale_gone after delete on customers_company_domain
    referencing old table as changed for each statement execute function nitka_customers_stale_domain();
create trigger customers_affiliation_stale_new after insert on customers_affiliation
    referencing new table as changed for each statement execute function nitka_customers_stale_said();
create trigger customers_affiliation_stale after update on customers_affiliation
    referencing new table as changed for each statement execute function nitka_customers_stale_said();
create trigger customers_affiliation_stale_gone after delete on customers_affiliation
    referencing old table as changed for each statement execute function nitka_customers_stale_said();
create trigger customers_consent_stale after insert on customers_consent
    referencing new table as changed for each statement execute function nitka_customers_stale_said();
-- What there is already
insert into customers_stale (id, workspace_id, sort, subject_id)
select uuidv7(), workspace_id, 'company', id from customers_company
union all select uuidv7(), s.workspace_id, 'identity', s.identity_id from (select distinct workspace_id, identity_id from customers_consent) s;
