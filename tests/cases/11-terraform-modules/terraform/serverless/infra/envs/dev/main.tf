module "app" {
  source = "../../modules/fn"
}
