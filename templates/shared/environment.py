    environment = os.getenv("ENVIRONMENT") or os.getenv(<%= environment_switch | quoted %>) or "development"
<% if production_flag %>
    if os.getenv(<%= production_flag | quoted %>, "").lower() in ("1", "on", "true", "yes"):
        environment = "production"
<% endif %>
