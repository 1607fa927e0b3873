<% if cloudwatch %>
<% if "monitoring.tf" in above %>

<% endif %>
module "cloudwatch" {
  source = "<%= cloudwatch %>"

  project      = <%= project %>
  environment  = <%= environment %>
  hosts        = <%= hosts %>
  database_ids = <%= databases %>
  alert_emails = var.alert_emails
  kms_key_arn  = <%= key %>

  instance_ids = {
    <% for line in instances %>
    <%= line %>
    <% endfor %>
  }
}
<% endif %>
