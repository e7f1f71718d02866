#include "core/base/rounding.h"
#include "core/layout/footprint.h"
#include "mapping/routing/route_colors.h"
#include "mapping/routing/router.h"
#include "model/legality/legality.h"
#include "model/pipelined/kernel_cost.h"
#include "sample_graphs.h"
#include "tests/test_class.h"

#include <QTest>

#include <map>
#include <set>

namespace waferscope {

namespace {

constexpr int kSide = 84; ///< of the fabric, PEs
constexpr int kCell = 28; ///< a kernel each, 3 x 3
constexpr int kMargin = 40; ///< around the fabric, for kernels that reach outside

/// A mapping with all that judging it takes.
struct Case {
    std::shared_ptr<const KernelGraph> graph;
    Mapping mapping;
    std::vector<LaneRun> lanes;
    System system;
    CostModel model;
};

/// What breaks which rule, by name, so that two judges can be compared.
struct LegalityVerdict {
    std::set<std::size_t> outside;
    std::map<std::size_t, int> dead; ///< how many dead PEs a kernel covers, where it covers any
    std::set<std::size_t> overfull;
    std::set<std::pair<std::size_t, std::size_t>> overlapping;
    bool colorsAreBroken = false;
    [[nodiscard]] bool legal() const
    {
        return outside.empty() && dead.empty() && overfull.empty() && overlapping.empty() && !colorsAreBroken;
    }
};

LegalityVerdict verdictOf(const std::vector<Finding>& findings)
{
    LegalityVerdict verdict;
    const auto says = [](const Finding& finding, const char* words) {
        return finding.sentence.find(words) != std::string::npos;
    };
    for (const Finding& finding : findings) {
        const std::size_t first = finding.kernels.front().index();
        if (says(finding, "reaches outside"))
            verdict.outside.insert(first);
        else if (says(finding, "covers the dead PE"))
            verdict.dead[first] = 1;
        else if (says(finding, "dead PEs, the first at"))
            verdict.dead[first] = std::stoi(finding.sentence.substr(finding.sentence.find("covers ") + 7));
        else if (says(finding, "bytes on a PE"))
            verdict.overfull.insert(first);
        else if (says(finding, " overlaps "))
            verdict.overlapping.insert({first, finding.kernels.back().index()});
        else
            verdict.colorsAreBroken = true;
    }
    return verdict;
}

/// The other judge: counts PEs, writes the memory formulas out again and walks every lane router by router.
class BruteJudge {
public:
    explicit BruteJudge(const Case& judged)
        : m_case(judged)
        , m_graph(*judged.graph)
    {
    }

    [[nodiscard]] LegalityVerdict verdict() const
    {
        LegalityVerdict verdict;
        countOwners(verdict);
        for (std::size_t i = 0; i < m_graph.size(); ++i)
            if (memory(i) > m_case.model.usableSram.count())
                verdict.overfull.insert(i);
        verdict.colorsAreBroken = !everyStreamHasItsColors() || anyRouterMixes();
        return verdict;
    }

    /// Bytes of the fullest PE of a convolution (MODEL section 3, Memory of a PE).
    [[nodiscard]] std::int64_t memory(std::size_t i) const
    {
        const Kernel& kernel = m_graph.kernels()[i];
        const ConvShape& conv = kernel.convs.front();
        const ExecutionArguments& arguments = m_case.mapping.kernels[i].arguments;
        const std::int64_t c = arguments.splits.front().inputs;
        const std::int64_t k = arguments.splits.front().outputs;
        const std::int64_t tiles = std::int64_t{arguments.height} * arguments.width;
        const bool trains = m_case.model.run == Run::Train;
        const std::int64_t value = m_case.model.precision == Precision::Fp16 ? 2 : 4;
        const std::int64_t inputs = up(conv.inputChannels, c);
        const std::int64_t outputs = up(conv.outputChannels, k);
        const std::int64_t weights = inputs * outputs * conv.filterHeight * conv.filterWidth;
        const std::int64_t storing = tiles * c * k * (trains ? 3 : 1); // all but the reduce rows
        const std::int64_t columns = up(up(conv.width, conv.stride), arguments.width);
        std::int64_t buffered = 0;
        std::int64_t waiting = 0;
        for (const Edge& edge : m_graph.edges()) {
            if (edge.to.index() == i) {
                buffered += 2 * columns * inputs;
                waiting += edge.elements * (depth(edge.to.index()) - depth(edge.from.index()) - 1);
            }
            buffered += edge.from.index() == i ? 2 * columns * outputs : 0;
        }
        const std::int64_t kept = trains ? 2 * height(i) + 1 : 0;
        const std::int64_t streams = value * (buffered + up(waiting, storing));
        const std::int64_t stash = up(value * kernel.inputElements * kept, storing);
        const std::int64_t state = m_case.model.optimizer == Optimizer::Sgd ? 0
            : m_case.model.optimizer == Optimizer::Momentum                 ? 4
                                                                            : 8;
        const std::int64_t held = trains ? std::max(value, 4 + 4 + state) : value;
        return held * weights + stash + streams;
    }

private:
    static std::int64_t up(std::int64_t a, std::int64_t b) { return a / b + (a % b == 0 ? 0 : 1); }

    /// Edges on the longest way to a kernel, by trying all.
    [[nodiscard]] std::int64_t depth(std::size_t i) const
    {
        std::int64_t longest = 0;
        for (const Edge& edge : m_graph.edges())
            if (edge.to.index() == i)
                longest = std::max(longest, depth(edge.from.index()) + 1);
        return longest;
    }
    [[nodiscard]] std::int64_t height(std::size_t i) const
    {
        std::int64_t longest = 0;
        for (const Edge& edge : m_graph.edges())
            if (edge.from.index() == i)
                longest = std::max(longest, height(edge.to.index()) + 1);
        return longest;
    }

    void countOwners(LegalityVerdict& verdict) const
    {
        constexpr std::size_t kWide = kSide + 2 * kMargin;
        std::vector<std::vector<std::size_t>> owners(kWide * kWide);
        for (std::size_t i = 0; i < m_graph.size(); ++i) {
            const PeRect& rect = m_case.mapping.kernels[i].rectangle;
            for (int dy = 0; dy < rect.height; ++dy)
                for (int dx = 0; dx < rect.width; ++dx) {
                    const int x = rect.origin.x + dx;
                    const int y = rect.origin.y + dy;
                    if (x < 0 || y < 0 || x >= kSide || y >= kSide)
                        verdict.outside.insert(i);
                    if (isDead({x, y}))
                        ++verdict.dead[i];
                    auto& here = owners.at(static_cast<std::size_t>(y + kMargin) * kWide
                                           + static_cast<std::size_t>(x + kMargin));
                    for (const std::size_t other : here)
                        verdict.overlapping.insert({other, i});
                    here.push_back(i);
                }
        }
    }

    [[nodiscard]] bool isDead(PeCoord pe) const
    {
        const std::vector<PeRect>& dead = m_case.system.deadPes;
        return std::any_of(dead.begin(), dead.end(), [pe](const PeRect& rect) { return rect.contains(pe); });
    }

    [[nodiscard]] bool everyStreamHasItsColors() const
    {
        const int usable = m_case.system.colors - m_case.system.reservedColors;
        for (const Route& route : m_case.mapping.routes) {
            if (!route.forward || *route.forward >= usable)
                return false;
            if (m_case.model.run == Run::Train
                && (!route.backward || *route.backward >= usable || *route.backward == *route.forward))
                return false;
        }
        return true;
    }

    [[nodiscard]] bool anyRouterMixes() const
    {
        std::map<std::tuple<int, int, int>, std::pair<std::size_t, bool>> users; // of a colour at a router
        for (const LaneRun& run : m_case.lanes) {
            const Route& route = m_case.mapping.routes[run.edge.index()];
            const std::optional<RouteColor> color = run.backward ? route.backward : route.forward;
            if (!color)
                continue;
            PeCoord router = run.from;
            for (int hop = 0; hop <= run.length; ++hop) {
                const std::pair<std::size_t, bool> user{run.edge.index(), run.backward};
                if (users.try_emplace({router.x, router.y, *color}, user).first->second != user)
                    return true;
                router.x += (run.direction == Direction::East) - (run.direction == Direction::West);
                router.y += (run.direction == Direction::South) - (run.direction == Direction::North);
            }
        }
        return false;
    }

    const Case& m_case;
    const KernelGraph& m_graph;
};

} // namespace

/// Random mappings, legal and not, judged twice: by the program and by counting.
class LegalityPropertyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithCounting();
    void namesTheRouterThatIsFull();

private:
    static int number(Random& random, int bound)
    {
        return static_cast<int>(random.below(static_cast<std::uint64_t>(bound)));
    }
    static std::shared_ptr<const KernelGraph> randomGraph(Random& random)
    {
        std::vector<Kernel> kernels;
        std::vector<Edge> edges;
        for (std::size_t i = 0; i < 9; ++i)
            kernels.push_back(samples::convolution("k" + std::to_string(i), 2 + number(random, 30),
                                                   1 + 2 * number(random, 2), 1 + number(random, 60),
                                                   1 + number(random, 60), 1 + number(random, 2)));
        for (std::size_t to = 1; to < kernels.size(); ++to)
            for (int i = 1 + number(random, 3); i > 0; --i) {
                const std::size_t from = random.below(to);
                edges.push_back({KernelId{from}, KernelId{to}, kernels[from].outputElements});
            }
        return std::make_shared<const KernelGraph>(KernelGraph::create(kernels, edges, {}).value());
    }
    static PlacedKernel placed(const Kernel& kernel, Run run, PeCoord cell, Random& random)
    {
        PlacedKernel placed;
        placed.rotation = number(random, 2) == 0 ? Rotation::R0 : Rotation::R90;
        placed.arguments = {
            1 + number(random, 3), 1 + number(random, 2), {{1 + number(random, 3), 1 + number(random, 8)}}};
        placed.rectangle = rectangleOf(kernel, placed.arguments, placed.rotation, run, cell);
        placed.rectangle.origin.x += number(random, kCell - placed.rectangle.width + 1);
        placed.rectangle.origin.y += number(random, kCell - placed.rectangle.height + 1);
        return placed;
    }
    static Case randomCase(Random& random)
    {
        Case made;
        made.graph = randomGraph(random);
        made.system = readSystem("cs1").value();
        made.system.columns = made.system.rows = kSide;
        made.system.colors = 8 + number(random, 17);
        for (int i = number(random, 3); i > 0; --i)
            made.system.deadPes.push_back(
                {{number(random, kSide - 5), number(random, kSide - 5)}, 1 + number(random, 5), 1 + number(random, 5)});
        Execution execution;
        execution.run = number(random, 4) == 0 ? Run::Infer : Run::Train;
        execution.optimizer = std::array{Optimizer::Sgd, Optimizer::Momentum, Optimizer::Adam}[random.below(3)];
        execution.precision = number(random, 3) == 0 ? Precision::Fp32 : Precision::Fp16;
        made.model = CostModel::of(execution, made.system, shippedAssumptions());
        made.model.usableSram = Bytes{std::int64_t{1} << 40};
        for (std::size_t i = 0; i < made.graph->size(); ++i)
            made.mapping.kernels.push_back(placed(made.graph->kernels()[i], execution.run,
                                                  {static_cast<int>(i % 3) * kCell, static_cast<int>(i / 3) * kCell},
                                                  random));
        return made;
    }
    /// By one PE over another kernel's corner, beside it, or over an edge of the fabric.
    static void displace(Case& made, Random& random)
    {
        PeRect& rect = made.mapping.kernels[random.below(made.mapping.kernels.size())].rectangle;
        const PeRect& other = made.mapping.kernels[random.below(made.mapping.kernels.size())].rectangle;
        switch (random.below(4)) {
        case 0: rect.origin = {other.right() - 1, other.bottom() - 1}; break;
        case 1: rect.origin = {other.right(), other.origin.y}; break;
        case 2:
            rect.origin.x = number(random, 2) == 0 ? kSide - rect.width + number(random, 2) : -number(random, 2);
            break;
        default: rect.origin.y = number(random, 2) == 0 ? kSide - rect.height + number(random, 2) : -number(random, 2);
        }
    }
    static void spoilColors(Case& made, Random& random)
    {
        Route& route = made.mapping.routes[random.below(made.mapping.routes.size())];
        const Route& other = made.mapping.routes[random.below(made.mapping.routes.size())];
        switch (random.below(5)) {
        case 0: route.forward = std::nullopt; break;
        case 1: route.backward = std::nullopt; break;
        case 2: route.forward = static_cast<RouteColor>(made.system.colors - 1 - number(random, 4)); break;
        case 3: route.backward = other.forward; break;
        default: route.forward = other.forward;
        }
    }
};

void LegalityPropertyTest::agreesWithCounting()
{
    Random random(71);
    std::map<std::string, int> seen;
    for (int round = 0; round < 1500; ++round) {
        Case made = randomCase(random);
        while (random.below(3) == 0)
            displace(made, random);
        const RouterConfig config{18, made.model.precision, made.model.run,
                                  made.system.colors - made.system.reservedColors};
        made.mapping.routes = chooseRoutes(*made.graph, made.mapping.kernels, made.system, config);
        while (random.below(4) == 0)
            spoilColors(made, random);
        for (std::size_t i = 0; i < made.mapping.routes.size(); ++i) {
            const Edge& edge = made.graph->edges()[i];
            addLanes(made.lanes, *made.graph, EdgeId{i}, made.mapping[edge.from].rectangle,
                     made.mapping[edge.to].rectangle, made.mapping.routes[i], config);
        }
        std::int64_t fullest = 0;
        for (std::size_t i = 0; i < made.graph->size(); ++i)
            fullest = std::max(fullest, BruteJudge(made).memory(i));
        made.model.usableSram = Bytes{fullest - (random.below(4) == 0 ? 1 : 0)}; // just enough, or one byte short

        const LegalityVerdict expected = BruteJudge(made).verdict();
        const LegalityVerdict found =
            verdictOf(violationsOf(*made.graph, made.mapping, made.lanes, made.system, made.model));
        QVERIFY2(found.outside == expected.outside, qPrintable(QString::number(round)));
        QVERIFY2(found.dead == expected.dead, qPrintable(QString::number(round)));
        QVERIFY2(found.overfull == expected.overfull, qPrintable(QString::number(round)));
        QVERIFY2(found.overlapping == expected.overlapping, qPrintable(QString::number(round)));
        QVERIFY2(found.colorsAreBroken == expected.colorsAreBroken, qPrintable(QString::number(round)));
        QCOMPARE(found.legal(), expected.legal());
        seen["legal"] += expected.legal() ? 1 : 0;
        seen["outside"] += expected.outside.empty() ? 0 : 1;
        seen["dead"] += expected.dead.empty() ? 0 : 1;
        seen["overfull"] += expected.overfull.empty() ? 0 : 1;
        seen["overlapping"] += expected.overlapping.empty() ? 0 : 1;
        seen["colors"] += expected.colorsAreBroken ? 1 : 0;
        seen["only colors"] +=
            expected.colorsAreBroken && expected.outside.empty() && expected.overlapping.empty() ? 1 : 0;
    }
    QCOMPARE(seen.size(), std::size_t{7});
    for (const auto& [what, times] : seen)
        QVERIFY2(times > 50, what.c_str());
}

/// Twelve streams down one column of routers need 24 colours.
void LegalityPropertyTest::namesTheRouterThatIsFull()
{
    Case made = [] {
        Random random(1);
        return randomCase(random);
    }();
    std::vector<Kernel> kernels;
    std::vector<Edge> edges;
    for (int i = 0; i < 24; ++i) {
        kernels.push_back(samples::convolution((i < 12 ? "source" : "sink") + std::to_string(i), 2, 1, 1, 1));
        if (i >= 12)
            edges.push_back({KernelId{static_cast<std::size_t>(i - 12)}, KernelId{static_cast<std::size_t>(i)}, 100});
    }
    made.graph = std::make_shared<const KernelGraph>(KernelGraph::create(kernels, edges, {}).value());
    made.system.colors = 24;
    made.model.run = Run::Train;
    made.mapping = {};
    for (int i = 0; i < 24; ++i) // sources above each other at the top, sinks at the bottom of the same three columns
        made.mapping.kernels.push_back(
            {{1, 1, {{1, 1}}}, {{40, i < 12 ? 3 * i : 3 * i + 9}, 3, 2}, Rotation::R0, false});
    const RouterConfig config{18, Precision::Fp16, Run::Train, 21};
    const std::vector<Route> routes(edges.size(), Route{RouteOrder::YThenX, 0, std::nullopt, std::nullopt});
    for (std::size_t i = 0; i < edges.size(); ++i)
        addLanes(made.lanes, *made.graph, EdgeId{i}, made.mapping[edges[i].from].rectangle,
                 made.mapping[edges[i].to].rectangle, routes[i], config);
    made.mapping.routes = routes;
    assignColors(bundlesOf(made.lanes, edges.size()), config, made.mapping.routes);
    const auto found = violationsOf(*made.graph, made.mapping, made.lanes, made.system, made.model);
    QCOMPARE(found.size(), std::size_t{2}); // ten streams have two colours each, two have none
    for (const Finding& finding : found) {
        QVERIFY2(finding.sentence.find("carries 12 streams") != std::string::npos, finding.sentence.c_str());
        QVERIFY(finding.sentence.find("has 21 for kernels") != std::string::npos);
        QVERIFY(finding.where && finding.where->x >= 40 && finding.where->x < 43);
        QCOMPARE(finding.kernels.size(), std::size_t{24});
        QVERIFY(finding.sentence.find(kernels[finding.kernels[0].index()].name) != std::string::npos);
    }
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::LegalityPropertyTest)
#include "legality_property_test.moc"
