"""Libraries of torch functions: values and slopes in float64, float32, float16 and bfloat16."""
