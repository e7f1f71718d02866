// Frames a second of the full CS-2 wafer (750 x 994 PEs), every value of the heat map new in every frame, at 1400 x 900
// in software rendering: colour table, texture, VTK, read-back, 60 regions with names, legend.
#include "tests/drawing/synthetic_wafer.h"
#include "views/drawing/wafer/field_colours.h"
#include "views/drawing/wafer/overlay.h"
#include "views/drawing/wafer/wafer_scene.h"

#include <QGuiApplication>

#include <benchmark/benchmark.h>

#include <array>

namespace waferscope {

namespace {

constexpr std::size_t kFrames = 8;

struct Film {
    WaferPicture picture;
    std::array<std::shared_ptr<const Field>, kFrames> frames;
};

Film filmOf(double pixelRatio)
{
    Film film;
    film.picture.contents = synthetic::resnet(750, 994);
    film.picture.kind = PictureKind::HeatMap;
    film.picture = fittedPicture(film.picture, QSize(1400, 900), pixelRatio);
    film.picture.pointer = PeCoord{300, 300};
    for (std::size_t i = 0; i < kFrames; ++i)
        film.frames[i] = synthetic::heat(*film.picture.contents, FieldKind::Busy, 0.8 * double(i));
    return film;
}

void fullFrames(benchmark::State& state, SceneBackend backend)
{
    Film film = filmOf(double(state.range(0)));
    WaferScene scene(backend);
    std::size_t frame = 0;
    QImage image(film.picture.viewport.size, QImage::Format_RGB32);
    image.setDevicePixelRatio(film.picture.viewport.pixelRatio);
    for (auto _ : state) {
        film.picture.field = film.frames[frame++ % kFrames];
        QPainter painter(&image);
        scene.paint(painter, film.picture);
        paintOverlay(painter, film.picture);
        painter.end();
        benchmark::DoNotOptimize(image.constBits());
    }
    state.counters["frames/s"] = benchmark::Counter(double(state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK_CAPTURE(fullFrames, OpenGl, SceneBackend::OpenGl)
    ->Arg(1)
    ->Arg(2)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(fullFrames, Painter, SceneBackend::Painter)->Arg(1)->Unit(benchmark::kMillisecond)->UseRealTime();

void sceneAlone(benchmark::State& state)
{
    Film film = filmOf(1.0);
    WaferScene scene;
    std::size_t frame = 0;
    QImage image(film.picture.viewport.size, QImage::Format_RGB32);
    for (auto _ : state) {
        film.picture.field = film.frames[frame++ % kFrames];
        QPainter painter(&image);
        scene.paint(painter, film.picture);
    }
}
BENCHMARK(sceneAlone)->Unit(benchmark::kMillisecond)->UseRealTime();

void overlayAlone(benchmark::State& state)
{
    Film film = filmOf(1.0);
    film.picture.field = film.frames[0];
    film.picture.kind = state.range(0) == 0 ? PictureKind::HeatMap : PictureKind::Layers;
    QImage image(film.picture.viewport.size, QImage::Format_RGB32);
    for (auto _ : state) {
        QPainter painter(&image);
        paintOverlay(painter, film.picture);
    }
}
BENCHMARK(overlayAlone)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond)->UseRealTime();

void colourTable(benchmark::State& state)
{
    Film film = filmOf(1.0);
    film.picture.field = film.frames[0];
    film.picture.legend.scale = state.range(0) == 0 ? ScaleKind::Linear : ScaleKind::Logarithmic;
    const FieldColours colours = fieldColours(film.picture);
    std::vector<QRgb> pixels(film.frames[0]->values.size());
    for (auto _ : state) {
        colours.paint(film.frames[0]->values.data(), pixels.size(), pixels.data());
        benchmark::DoNotOptimize(pixels.data());
    }
}
BENCHMARK(colourTable)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

void pooling(benchmark::State& state)
{
    Film film = filmOf(1.0);
    for (auto _ : state)
        benchmark::DoNotOptimize(pooled(film.frames[0], 2));
}
BENCHMARK(pooling)->Unit(benchmark::kMillisecond);

} // namespace

} // namespace waferscope

int main(int count, char** arguments)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QGuiApplication application(count, arguments);
    benchmark::Initialize(&count, arguments);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
