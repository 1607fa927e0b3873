variable "app_domain" { type = string }

module "certificate" {
  source = "../../modules/certificate"

  domain = var.app_domain
}
