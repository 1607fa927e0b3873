module "db" {
  source  = "terraform-aws-modules/rds/aws"
  version = "~> 6.0"

  identifier = "orders"
  password   = var.db_password
}

output "endpoint" {
  value = module.db.db_instance_endpoint
}

provider "aws" {}

variable "db_password" {
  type      = string
  sensitive = true
}
