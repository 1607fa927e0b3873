module "app" {
  source = var.app_module
}

variable "app_module" { type = string }
