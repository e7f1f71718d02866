// How long files take to open, counted and with all shapes known: a model of 1 GiB, every model of Debian's test data,
// and networks of the gallery.
#include "formats/networks/model.h"

#include "tests/formats/large_onnx.h"

#include <benchmark/benchmark.h>

#include <sys/resource.h>

namespace waferscope {

namespace {

/// Most memory that this process has held so far, MiB.
double peakMemory()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

void openGigabyte(benchmark::State& state)
{
    const std::filesystem::path path = std::filesystem::temp_directory_path() / "waferscope-open-bench.onnx";
    samples::writeGigabyteOnnx(path);
    for (auto _ : state)
        benchmark::DoNotOptimize(openModel(path.string()).value());
    std::filesystem::remove(path);
    state.counters["peak MiB"] = peakMemory();
}
BENCHMARK(openGigabyte)->Unit(benchmark::kMillisecond)->UseRealTime();

/// One iteration opens them all; those that are refused take their time too.
void openTestData(benchmark::State& state)
{
    std::vector<std::string> paths;
    std::error_code missing;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{"/usr/share/libonnx-testdata", missing})
        if (entry.path().extension() == ".onnx")
            paths.push_back(entry.path().string());
    if (paths.empty()) {
        state.SkipWithError("Debian's libonnx-testdata is not installed.");
        return;
    }
    for (auto _ : state)
        for (const std::string& path : paths)
            benchmark::DoNotOptimize(openModel(path).ok());
    state.counters["files"] = static_cast<double>(paths.size());
}
BENCHMARK(openTestData)->Unit(benchmark::kMillisecond)->UseRealTime();

void openGallery(benchmark::State& state, const char* name)
{
    for (auto _ : state)
        benchmark::DoNotOptimize(openModel(name).value());
}
BENCHMARK_CAPTURE(openGallery, resnet50, "gallery:resnet50")->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(openGallery, gpt3, "gallery:gpt3-175b")->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(openGallery, switchC, "gallery:switch-c")->Unit(benchmark::kMillisecond)->UseRealTime();

} // namespace

} // namespace waferscope

BENCHMARK_MAIN();
