#include "views/drawing/wafer/wafer_contents.h"

#include "core/words/sentences.h"
#include "views/drawing/base/number_text.h"
#include "views/drawing/base/shown_text.h"

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

WaferRegion regionOf(const Layout& layout, const Mapping& mapping, KernelId id)
{
    const Kernel& kernel = (*layout.graph())[id];
    const PlacedKernel& placed = mapping[id];
    WaferRegion region{
        id, shownName(kernel.name), {}, kernel.layerKind, placed.rectangle, placed.rotation, placed.locked, {}};
    region.shortName = shortNameOf(region.name);
    return region;
}

void markViolations(std::vector<WaferRegion>& regions, const std::vector<Violation>& violations,
                    const KernelGraph& graph)
{
    for (const Violation& violation : violations)
        for (const KernelId kernel : kernelsOf(violation, graph))
            if (kernel.index() < regions.size() && regions[kernel.index()].violation.isEmpty())
                regions[kernel.index()].violation = sentenceText(sentenceOf(violation, graph));
}

std::vector<WaferRoute> routesOf(const KernelGraph& graph, const std::vector<LaneRun>& lanes)
{
    std::vector<WaferRoute> routes;
    for (std::size_t i = 0; i < graph.edges().size(); ++i)
        routes.push_back({EdgeId{i}, graph.edges()[i].from, graph.edges()[i].to, {}});
    for (const LaneRun& run : lanes)
        if (run.edge.index() < routes.size())
            routes[run.edge.index()].runs.push_back(run);
    return routes;
}

/// From a point to the nearest point of a rectangle; 0 inside.
double distanceTo(const PeRect& rectangle, QPointF pes)
{
    const double dx = std::max({rectangle.origin.x - pes.x(), 0.0, pes.x() - rectangle.right()});
    const double dy = std::max({rectangle.origin.y - pes.y(), 0.0, pes.y() - rectangle.bottom()});
    return std::hypot(dx, dy);
}

} // namespace

const WaferRegion* WaferContents::find(KernelId kernel) const
{
    return kernel.index() < regions.size() ? &regions[kernel.index()] : nullptr;
}

std::optional<KernelId> WaferContents::nearest(QPointF pes, double reach) const
{
    const WaferRegion* best = nullptr;
    double bestDistance = reach;
    for (const WaferRegion& region : regions) {
        const double distance = distanceTo(region.rectangle, pes);
        const bool smaller = best && distance == bestDistance && region.rectangle.peCount() < best->rectangle.peCount();
        if (distance < bestDistance || (!best && distance <= reach) || smaller) {
            best = &region;
            bestDistance = distance;
        }
    }
    return best ? std::optional(best->kernel) : std::nullopt;
}

std::shared_ptr<const WaferContents> contentsOf(const Layout& layout, const Evaluation& evaluation)
{
    auto contents = std::make_shared<WaferContents>(*contentsOf(layout.system()));
    const auto* mapping = std::get_if<Mapping>(&layout.arrangement());
    if (!mapping)
        return contents;
    for (std::size_t i = 0; i < std::min(layout.graph()->size(), mapping->kernels.size()); ++i)
        contents->regions.push_back(regionOf(layout, *mapping, KernelId{i}));
    markViolations(contents->regions, evaluation.violations, *layout.graph());
    contents->routes = routesOf(*layout.graph(), evaluation.pipelined().lanes);
    for (const LaneRun& run : evaluation.pipelined().lanes)
        contents->mostWavelets = std::max(contents->mostWavelets, run.wavelets);
    return contents;
}

std::shared_ptr<const WaferContents> contentsOf(const System& system)
{
    auto contents = std::make_shared<WaferContents>();
    contents->fabric = system.fabric();
    contents->deadPes = system.deadPes;
    contents->peCapacity = system.usableSram();
    contents->sramPerCycle = system.readPerCycle + system.writePerCycle;
    return contents;
}

QString shortNameOf(const QString& path)
{
    return path.section(QLatin1Char('/'), -1, -1, QString::SectionSkipEmpty);
}

} // namespace waferscope
