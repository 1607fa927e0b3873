module "health" {
  source = "../../modules/health"
}
