<% if cloudwatch %>
<% if "monitoring.tf" in above %>

<% endif %>
module "cloudwatch" {
  source = "<%= cloudwatch %>"

  project      = <%= project %>
  environment  = <%= environment %>
  services     = <%= services %>
  alert_emails = var.alert_emails
  kms_key_arn  = <%= key %>

  instance_ids = {
    <% for line in instances %>
    <%= line %>
    <% endfor %>
  }
}
<% endif %>
