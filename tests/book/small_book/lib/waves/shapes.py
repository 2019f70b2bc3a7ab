from waves.heights import HEIGHT


def wave(x):
    return [HEIGHT * (number % 2) for number in x]
