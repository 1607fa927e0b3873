<% if field %>
from pydantic import Field

<% endif %>
<% if made %>
from <%= helpers %>.<%= modules.development_secret %> import development_secret

<% endif %>
<%= secret %>
