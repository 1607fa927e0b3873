<% if "storage.tf" in above and (ecr or s3) %>

<% endif %>
<% if ecr %>
module "ecr" {
  source = "<%= ecr %>"

  environment  = <%= environment %>
  repositories = <%= services %>
  kms_key_arn  = <%= key %>
}
<% endif %>
<% if ecr and s3 %>

<% endif %>
<% if s3 %>
module "s3" {
  source = "<%= s3 %>"

  project     = <%= project %>
  environment = <%= environment %>
  kms_key_arn = <%= key %>
}
<% endif %>
