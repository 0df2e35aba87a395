"""Times the yardsticks of gpu-check.sh with PyTorch. Prints "name seconds" lines: medians, float32 products without TF32."""

import statistics
import time

import torch

torch.backends.cuda.matmul.allow_tf32 = False
device = torch.device("cuda")


def median(run, repeats):
    for _ in range(3):
        run()
    torch.cuda.synchronize()
    times = []
    for _ in range(7):
        start = time.perf_counter()
        for _ in range(repeats):
            run()
        torch.cuda.synchronize()
        times.append((time.perf_counter() - start) / repeats)
    return statistics.median(times)


def make_step():
    model = torch.nn.Sequential(torch.nn.Linear(784, 128), torch.nn.ReLU(), torch.nn.Linear(128, 10)).to(device)
    optimizer = torch.optim.Adam(model.parameters(), eps=1e-7, capturable=True)
    x = torch.rand(128, 784, device=device)
    y = torch.randint(0, 10, (128,), device=device)
    loss_of = torch.nn.CrossEntropyLoss()

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss_of(model(x), y).backward()
        optimizer.step()

    return step


print("step-eager", median(make_step(), 200))

step = make_step()
side = torch.cuda.Stream()
side.wait_stream(torch.cuda.current_stream())
with torch.cuda.stream(side):
    for _ in range(3):
        step()
torch.cuda.current_stream().wait_stream(side)
graph = torch.cuda.CUDAGraph()
with torch.cuda.graph(graph):
    step()
print("step-graph", median(graph.replay, 200))

a = torch.rand(4096, 4096, device=device)
b = torch.rand(4096, 4096, device=device)
print("sgemm-4096", median(lambda: torch.mm(a, b), 5))
torch.backends.cuda.matmul.allow_tf32 = True
print("tf32-4096", median(lambda: torch.mm(a, b), 5))
