#include "formats/machines/machines.h"
#include "formats/networks/gallery.h"
#include "formats/networks/model.h"
#include "mapping/map_network.h"
#include "model/derivation/derive.h"
#include "model/evaluate.h"
#include "tests/changed_layout.h"
#include "tests/model/formula_evaluator.h"
#include "tests/test_class.h"

#include <QTest>

#include <algorithm>
#include <tuple>

namespace waferscope {

namespace {

/// The most that a text whose subtotals have ten digits may be off.
constexpr double kRounding = 1e-8;

#if defined(__SANITIZE_ADDRESS__)
// Sanitizers see in some kernels of some networks what they would in all, in minutes.
constexpr std::size_t kStep = 8; ///< of kernels
constexpr std::size_t kNetworkStep = 4;
#else
constexpr std::size_t kStep = 1;
constexpr std::size_t kNetworkStep = 1;
#endif

std::string nameOfCase(const Layout& layout, NumberKind number, std::optional<KernelId> kernel)
{
    return std::string(nameOf(layout.mode())) + ", " + std::string(nameOf(number)) + " of "
        + (kernel ? (*layout.graph())[*kernel].name : layout.network()->name()) + ": ";
}

/// What is wrong with a text of a number; empty when it evaluates to it.
std::string faultOf(const Term& term)
{
    const DerivationStyle style;
    const std::string text = term.substituted(style);
    try {
        const double value = FormulaEvaluator::valueOf(text);
        const double allowed = term.isWhole() ? 0.0 : kRounding * std::abs(term.value());
        if (std::abs(value - term.value()) <= allowed)
            return {};
        return text + " comes to " + std::to_string(value) + ", not " + std::to_string(term.value());
    } catch (const std::exception& trouble) {
        return text + ": " + trouble.what();
    }
}

std::string faultOf(NumberKind number, const MappedLayout& mapped, const Assumptions& assumptions,
                    std::optional<KernelId> kernel)
{
    const std::optional<double> evaluated = valueOf(number, *mapped.evaluation, kernel);
    if (!evaluated)
        return {}; // nothing streams
    const Term derived = derive(number, *mapped.layout, *mapped.evaluation, assumptions, kernel);
    const std::string name = nameOfCase(*mapped.layout, number, kernel);
    if (derived.value() != *evaluated)
        return name + "derived " + std::to_string(derived.value()) + ", evaluated " + std::to_string(*evaluated);
    if (const std::string fault = faultOf(derived); !fault.empty())
        return name + fault;
    for (const Term& part : derived.namedParts())
        if (const std::string fault = faultOf(part); !fault.empty())
            return std::string(name).append(part.symbol()).append(" = ").append(fault);
    return {};
}

/// Every number of the layout and of each of its kernels; beside sanitizers, of some of them.
std::string faultOf(const MappedLayout& mapped, const Assumptions& assumptions = shippedAssumptions())
{
    for (const NumberKind number : kNumberKinds) {
        if (std::string fault = faultOf(number, mapped, assumptions, {}); !fault.empty())
            return fault;
        for (std::size_t kernel = 0; kernel < mapped.layout->graph()->size(); kernel += kStep)
            if (std::string fault = faultOf(number, mapped, assumptions, KernelId{kernel}); !fault.empty())
                return fault;
    }
    return {};
}

MapRequest requestOf(const std::string& network, const std::string& machine, Mode mode)
{
    MapRequest request;
    request.network = openModel("gallery:" + network).value().network;
    request.installation = readInstallation(machine).value();
    request.mode = mode;
    request.placing.moves = 200;
    return request;
}

std::optional<MappedLayout> mapped(const MapRequest& request, const Assumptions& assumptions = shippedAssumptions())
{
    Result<MappedLayout> result = mapNetwork(request, assumptions);
    return result.ok() ? std::optional(std::move(result).value()) : std::nullopt;
}

} // namespace

/// The text of every number that can be asked "why?" comes to that number.
class DerivationTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyNumberOfTheGallery();
    void everyNumberOfReplicas();
    void everyNumberOfSparseLayers();
    void everyNumberOfUnevenMicroBatches();
    void channelwiseSharesItsChannels();
};

void DerivationTest::everyNumberOfTheGallery()
{
    const std::vector<std::string> names = galleryNames();
    std::size_t pipelined = 0;
    std::size_t streaming = 0;
    for (std::size_t i = 0; i < names.size(); i += kNetworkStep) {
        for (const auto& [machine, mode, count] :
             {std::tuple("cs1", Mode::Pipelined, &pipelined), std::tuple("cs2", Mode::WeightStreaming, &streaming)}) {
            const auto layout = mapped(requestOf(names[i], machine, mode));
            if (!layout)
                continue;
            const std::string fault = faultOf(*layout);
            QVERIFY2(fault.empty(), fault.c_str());
            ++*count;
        }
    }
    QCOMPARE(streaming * kNetworkStep / names.size(), std::size_t{1});
    QVERIFY2(pipelined >= 8 / kNetworkStep, std::to_string(pipelined).c_str());
}

void DerivationTest::everyNumberOfReplicas()
{
    MapRequest request = requestOf("mnist-mlp", "cs1", Mode::Pipelined);
    request.execution.replicas = 4;
    const auto layout = mapped(request);
    QVERIFY(layout);
    const std::string fault = faultOf(*layout);
    QVERIFY2(fault.empty(), fault.c_str());
    const Term samples = derive(NumberKind::Samples, *layout->layout, *layout->evaluation, shippedAssumptions());
    QVERIFY(samples.formula({}).find("replicas") != std::string::npos);
}

/// Everything that the shipped assumptions leave at 1: densities, attention's share, recomputation, sparsity.
void DerivationTest::everyNumberOfSparseLayers()
{
    Assumptions assumptions = shippedAssumptions();
    for (const auto& [key, value] : {std::pair("density", 0.7), std::pair("density.decoder/0", 0.3),
                                     std::pair("attention_share", 0.6), std::pair("host_seconds", 0.002)})
        assumptions = assumptions.with(key, value).value();
    for (const Mode mode : {Mode::Pipelined, Mode::WeightStreaming}) {
        MapRequest request = requestOf("tiny-gpt", "cs1", mode);
        request.execution.recompute = true;
        request.execution.batch = 5'000;
        request.sparsity = mode == Mode::WeightStreaming ? 0.4 : 0.0;
        const auto layout = mapped(request, assumptions);
        QVERIFY(layout);
        const std::string fault = faultOf(*layout, assumptions);
        QVERIFY2(fault.empty(), fault.c_str());
        const Term cycles = derive(NumberKind::ComputeSamples, *layout->layout, *layout->evaluation, assumptions);
        for (const char* key : {"density", "density.decoder/0", "attention_share"}) {
            const std::vector<std::string> keys = cycles.assumptions();
            QVERIFY2(std::find(keys.begin(), keys.end(), key) != keys.end(), key);
        }
    }
}

/// 130 samples by thirties, the workers fast enough, slower than the layers, and slower than the host as well.
void DerivationTest::everyNumberOfUnevenMicroBatches()
{
    const auto whole = mapped(requestOf("tiny-gpt", "cs1", Mode::WeightStreaming));
    QVERIFY(whole);
    const Layout uneven = samples::withBatch(samples::withSchedule(*whole->layout, {30, 0.0, {}, 3}), 130);
    double before = 0.0;
    for (const double rate : {1e12, 100.0, 1.0}) {
        const Assumptions assumptions =
            shippedAssumptions().with("host_seconds", 10.0).value().with("worker_samples_per_second", rate).value();
        const MappedLayout layout{std::make_shared<const Layout>(uneven),
                                  std::make_shared<const Evaluation>(evaluate(uneven, assumptions))};
        QCOMPARE(qint64{layout.evaluation->streaming().lastMicroBatch}, qint64{10});
        QVERIFY(layout.evaluation->step.count() > before);
        before = layout.evaluation->step.count();
        const std::string fault = faultOf(layout, assumptions);
        QVERIFY2(fault.empty(), fault.c_str());
    }
}

/// Once the window said that 41,472 were 1,296: a channelwise kernel's splits share the same channels.
void DerivationTest::channelwiseSharesItsChannels()
{
    const auto layout = mapped(requestOf("tiny-gpt", "cs1", Mode::Pipelined));
    QVERIFY(layout);
    int seen = 0;
    for (std::size_t i = 0; i < layout->layout->graph()->size(); ++i) {
        const KernelId id{i};
        const Kernel& kernel = (*layout->layout->graph())[id];
        const ChannelSplit& split = layout->layout->mapping()[id].arguments.splits.front();
        if (kernel.kind != KernelKind::Channelwise || split.outputs == 1)
            continue;
        const Term cycles =
            derive(NumberKind::KernelCycles, *layout->layout, *layout->evaluation, shippedAssumptions(), id);
        QVERIFY(cycles.formula({}).find("⌈C/(c·k)⌉") != std::string::npos);
        QVERIFY(cycles.formula({}).find('K') == std::string::npos);
        QCOMPARE(FormulaEvaluator::valueOf(cycles.substituted({})),
                 static_cast<double>(layout->evaluation->kernels[i].cycles.count()));
        ++seen;
    }
    QVERIFY(seen > 0);
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::DerivationTest)
#include "derivation_test.moc"
