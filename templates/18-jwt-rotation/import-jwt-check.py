from <%= helpers %> import <%= modules.check_jwt_secrets %>  # noqa: <% if follows_code %>E402, <% endif %>F401  # isort: skip
