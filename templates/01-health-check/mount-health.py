<% if databases %>
from functools import partial

<% endif %>
<% if guarding_dependencies or health_is_guarded %>
from fastapi import Request

<% endif %>
<% if health_is_guarded %>
from <%= helpers %>.<%= modules.open_route %> import OpenRoute
<% endif %>
from <%= helpers %>.<%= modules.health %> import report_health
<% for database in databases %>
from <%= helpers %>.<%= modules.health %> import ping_<%= database.kind | replace("-", "_") %>
<% if database.import %>
<%= database.import %>

<% endif %>
<% endfor %>


# For load balancers and container health checks
<% if health_is_guarded %>
# Middleware answers, for the guards of the app would ask who is there
async def health_endpoint(_: Request):
<% elif guarding_dependencies %>
# A plain route, for the dependencies of the app would ask who is there
async def health_endpoint(_: Request):
<% else %>
@<%= app %>.get("/health")
async def health_endpoint():
<% endif %>
<% if databases %>
    return await report_health(
        <%= name | quoted %>,
        {
<% for database in databases %>
<% set ping = "ping_" ~ database.kind | replace("-", "_") %>
<% if database.optional %>
            <%= database.name | quoted %>: (
                partial(<%= ping %>, <%= database.handle %>)
                if <%= database.handle %> is not None
                else None
            ),
<% elif database.kind == "connection-factory" %>
            <%= database.name | quoted %>: partial(
                <%= ping %>,
                <%= database.handle %>,
                <%= database.release or "lambda connection: connection.close()" %>,
            ),
<% else %>
            <%= database.name | quoted %>: partial(<%= ping %>, <%= database.handle %>),
<% endif %>
<% endfor %>
        },
    )
<% else %>
    return report_health(<%= name | quoted %>)
<% endif %>
<% if health_is_guarded %>


# Added last, it answers before the guards
<%= app %>.add_middleware(OpenRoute, path="/health", endpoint=health_endpoint)
<% elif guarding_dependencies %>


<%= app %>.add_route("/health", health_endpoint, include_in_schema=False)
<% endif %>
