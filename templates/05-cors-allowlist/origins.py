<% if regex %>
import re

<% endif %>
from <%= helpers %>.<%= modules.allowed_origins %> import cors_allowlist

<% if regex %>
"|".join(map(re.escape, cors_allowlist()))
<% elif separator %>
<%= separator | quoted %>.join(cors_allowlist())
<% else %>
cors_allowlist()
<% endif %>
