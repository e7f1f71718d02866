// How long a network's graph takes to lay out and to paint: GPT-3 with every layer shown, 2,000 nodes, and a flat
// network of as many layers with ways between far rows. A frame of 16 ms is what a hand on the mouse wants.
#include "formats/networks/model.h"
#include "views/drawing/network/network_painter.h"
#include "views/drawing/network/network_picture.h"

#include <QGuiApplication>
#include <QImage>
#include <QPainter>

#include <benchmark/benchmark.h>

namespace waferscope {

namespace {

NetworkOutline outlineNamed(const std::string& model)
{
    std::shared_ptr<const Network> network = openModel(model).value().network;
    return outlineOf(network, layerTreeOf(*network, nullptr));
}

void unfold(benchmark::State& state, const std::string& model)
{
    const NetworkOutline outline = outlineNamed(model);
    const OpenBlocks open = allBlocks(*outline.tree);
    std::size_t nodes = 0;
    for (auto _ : state)
        nodes = networkSceneOf(outline, open)->graph.nodes.size();
    state.counters["nodes"] = static_cast<double>(nodes);
}
BENCHMARK_CAPTURE(unfold, Gpt3, "gallery:gpt3-175b")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(unfold, ResNet50, "gallery:resnet50")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(unfold, SwitchC, "gallery:switch-c")->Unit(benchmark::kMillisecond);

/// Ways from each of so many boxes in a row to the next and to some far below.
void layOutFlat(benchmark::State& state)
{
    const auto count = static_cast<std::size_t>(state.range(0));
    const std::vector<BoxRequest> boxes(count, {QSizeF(120, 44), std::nullopt, false});
    std::vector<WayRequest> ways;
    for (std::size_t i = 1; i < count; ++i) {
        ways.push_back({i - 1, i});
        if (i * 7919 % 5 == 0 && i > 40)
            ways.push_back({i - 1 - i * 31 % 40, i});
    }
    for (auto _ : state)
        benchmark::DoNotOptimize(graphLayout(boxes, ways));
}
BENCHMARK(layOutFlat)->Arg(200)->Arg(1000)->Unit(benchmark::kMillisecond);

/// One frame of a window of 1400 x 900 at a scale, or with everything in sight for 0.
void paint(benchmark::State& state, const std::string& model)
{
    const NetworkOutline outline = outlineNamed(model);
    NetworkPicture picture;
    picture.scene = networkSceneOf(outline, allBlocks(*outline.tree));
    picture.size = {1400, 900};
    picture.camera = fittedCamera(*picture.scene, picture.size);
    if (state.range(0) > 0)
        picture.camera = {QPointF(500, -8000), static_cast<double>(state.range(0)) / 100.0};
    QImage image(1400, 900, QImage::Format_RGB32);
    for (auto _ : state) {
        QPainter painter(&image);
        paintNetwork(painter, picture);
        painter.end();
        benchmark::DoNotOptimize(image.constBits());
    }
}
BENCHMARK_CAPTURE(paint, Gpt3, "gallery:gpt3-175b")->Arg(0)->Arg(30)->Arg(60)->Arg(100)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(paint, SwitchC, "gallery:switch-c")->Arg(0)->Arg(30)->Arg(100)->Unit(benchmark::kMillisecond);

} // namespace

} // namespace waferscope

int main(int argc, char** argv)
{
    const QGuiApplication application(argc, argv);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
