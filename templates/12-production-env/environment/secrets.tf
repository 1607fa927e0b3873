<% if "secrets.tf" in above and (kms or secrets) %>

<% endif %>
<% if kms %>
module "kms" {
  source = "<%= kms %>"

  project     = <%= project %>
  environment = <%= environment %>
  aws_region  = <%= region %>
}
<% endif %>
<% if kms and secrets %>

<% endif %>
<% if secrets %>
module "secrets" {
  source = "<%= secrets %>"

  project     = <%= project %>
  environment = <%= environment %>
  kms_key_arn = <%= key %>
}
<% endif %>
