#pragma once

#include "core/base/random.h"
#include "views/drawing/wafer/wafer_picture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

namespace waferscope::synthetic {

/// A placement as ResNet-50's would look: stages of blocks in rows that fill most of a fabric, a stream from each
/// kernel to the next and one over every block.
struct WaferMaker {
    explicit WaferMaker(int columns, int rows)
        : contents(std::make_shared<WaferContents>())
    {
        contents->fabric = {{0, 0}, columns, rows};
        contents->peCapacity = Bytes{49152 - 4176};
        contents->sramPerCycle = Bytes{24};
    }

    void addRow(int top, int height, const std::vector<std::pair<std::string, LayerKind>>& names, Random& random)
    {
        std::vector<double> shares;
        double all = 0.0;
        for (std::size_t i = 0; i < names.size(); ++i) {
            shares.push_back(0.4 + double(random.below(1000)) / 1000.0);
            all += shares.back();
        }
        int left = 0;
        const int usable = contents->fabric.width;
        for (std::size_t i = 0; i < names.size(); ++i) {
            const int width = std::max(3, static_cast<int>(usable * shares[i] / all / 3) * 3);
            const int slack = static_cast<int>(random.below(static_cast<std::uint32_t>(height / 8 + 1)));
            add(names[i].first, names[i].second, {{left, top}, width, height - slack});
            left += width;
        }
    }

    void add(const std::string& name, LayerKind kind, const PeRect& rectangle)
    {
        const KernelId id{contents->regions.size()};
        const QString path = QString::fromStdString(name);
        contents->regions.push_back({id, path, shortNameOf(path), kind, rectangle, Rotation::R0, false, {}});
    }

    void connect(std::size_t from, std::size_t to)
    {
        const EdgeId id{contents->routes.size()};
        WaferRoute route{id, KernelId{from}, KernelId{to}, {}};
        const PeRect& producer = contents->regions[from].rectangle;
        const PeRect& consumer = contents->regions[to].rectangle;
        constexpr int kLanes = 9;
        for (int lane = 0; lane < kLanes; ++lane) {
            const PeCoord start{producer.right() - 1,
                                producer.origin.y + producer.height * (2 * lane + 1) / (2 * kLanes)};
            const PeCoord end{consumer.origin.x, consumer.origin.y + consumer.height * (2 * lane + 1) / (2 * kLanes)};
            const int across = end.x - start.x;
            const int down = end.y - start.y;
            route.runs.push_back(
                {id, false, across < 0 ? Direction::West : Direction::East, start, std::abs(across), 4000});
            route.runs.push_back(
                {id, false, down < 0 ? Direction::North : Direction::South, {end.x, start.y}, std::abs(down), 4000});
        }
        contents->routes.push_back(route);
        contents->mostWavelets = 4000;
    }

    std::shared_ptr<WaferContents> contents;
};

/// About 60 regions on a fabric of any size.
inline std::shared_ptr<WaferContents> resnet(int columns = 633, int rows = 633)
{
    WaferMaker maker(columns, rows);
    Random random(7);
    constexpr std::array<int, 4> kBlocks = {3, 4, 6, 3};
    std::vector<std::pair<std::string, LayerKind>> layers{{"stem/conv1", LayerKind::Convolution},
                                                          {"stem/pool", LayerKind::Pooling}};
    for (std::size_t stage = 0; stage < kBlocks.size(); ++stage)
        for (int block = 0; block < kBlocks[stage]; ++block) {
            const std::string path = "stage" + std::to_string(stage + 2) + "/block" + std::to_string(block + 1) + "/";
            const std::string name = "conv" + std::to_string(stage + 2) + "_" + std::to_string(block + 1);
            for (const char* part : {"a", "b", "c"})
                layers.emplace_back(path + name + part, LayerKind::Convolution);
            if (block == 0)
                layers.emplace_back(path + "add" + std::to_string(stage + 2), LayerKind::Pointwise);
        }
    layers.emplace_back("head/pool", LayerKind::Pooling);
    layers.emplace_back("head/fc", LayerKind::Linear);
    layers.emplace_back("head/loss", LayerKind::Loss);
    constexpr std::size_t kRows = 7;
    for (std::size_t row = 0; row < kRows; ++row) {
        const std::size_t first = row * layers.size() / kRows;
        const std::size_t last = (row + 1) * layers.size() / kRows;
        const int top = static_cast<int>(row) * rows / static_cast<int>(kRows);
        maker.addRow(top, rows / static_cast<int>(kRows) - 2,
                     {layers.begin() + std::ptrdiff_t(first), layers.begin() + std::ptrdiff_t(last)}, random);
    }
    for (std::size_t i = 0; i + 1 < maker.contents->regions.size(); ++i)
        maker.connect(i, i + 1);
    return maker.contents;
}

/// Every kernel at a level of its own, with waves that cross it; `phase` moves them.
inline std::shared_ptr<const Field> heat(const WaferContents& contents, FieldKind kind, double phase,
                                         float scale = 1.0F)
{
    auto field = std::make_shared<Field>();
    field->kind = kind;
    field->area = contents.fabric;
    field->time = Cycles{static_cast<std::int64_t>(phase * 1000)};
    field->values.assign(static_cast<std::size_t>(contents.fabric.peCount()), 0.0F);
    for (const WaferRegion& region : contents.regions) {
        const double level = 0.25 + 0.7 * std::fmod(double(region.kernel.index()) * 0.37, 1.0);
        for (int y = region.rectangle.origin.y; y < region.rectangle.bottom(); ++y)
            for (int x = region.rectangle.origin.x; x < region.rectangle.right(); ++x) {
                const double wave = 0.5 + 0.5 * std::sin(double(x - region.rectangle.origin.x) * 0.08 - phase);
                const double third = (x - region.rectangle.origin.x) * 3 / region.rectangle.width == 2 ? 0.75 : 1.0;
                const std::size_t place = std::size_t(y) * std::size_t(contents.fabric.width) + std::size_t(x);
                field->values[place] = static_cast<float>(level * third * (0.75 + 0.25 * wave)) * scale;
            }
    }
    field->least = *std::min_element(field->values.begin(), field->values.end());
    field->most = *std::max_element(field->values.begin(), field->values.end());
    return field;
}

} // namespace waferscope::synthetic
