-- Every fourth customer is with one of %(companies)s companies.
insert into customers_company (id, workspace_id, name, created_at)
select uuidv7(), %(workspace)s, 'Company ' || g, now() from generate_series(1, %(companies)s) g;
insert into customers_membership (id, workspace_id, company_id, customer_id)
select uuidv7(), %(workspace)s, f.id, c.id
from (select id, row_number() over (order by id) as n from customers_customer) c
join (select id, row_number() over (order by id) as n from customers_company) f on f.n = 1 + c.n %% %(companies)s where c.n %% 4 = 0;
update customers_company f set people = s.n
from (select company_id, count(*) as n from customers_membership group by 1) s where s.company_id = f.id;
truncate customers_stale
