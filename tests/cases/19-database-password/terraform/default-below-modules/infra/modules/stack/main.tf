module "rds" {
  source = "../rds"
}
