module "rds" {
  source = "../../modules/rds"
}
