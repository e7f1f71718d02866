#include "core/derive.h"
#include "core/formats/gallery.h"
#include "core/formats/machines.h"
#include "core/formats/model.h"
#include "mapping/map_network.h"
#include "tests/core/formula_evaluator.h"
#include "tests/test_class.h"

#include <QTest>

namespace waferscope {

namespace {

/// The most that a text whose subtotals have ten digits may be off.
constexpr double kRounding = 1e-8;

std::string nameOfCase(const Layout& layout, NumberKind number, std::optional<KernelId> kernel)
{
    return std::string(nameOf(layout.mode())) + ", " + std::string(nameOf(number)) + " of "
        + (kernel ? (*layout.graph)[*kernel].name : layout.network->name()) + ": ";
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

std::string faultOf(NumberKind number, const MappedLayout& mapped, std::optional<KernelId> kernel)
{
    const Term derived = derive(number, *mapped.layout, *mapped.evaluation, shippedAssumptions(), kernel);
    const std::string name = nameOfCase(*mapped.layout, number, kernel);
    if (derived.value() != valueOf(number, *mapped.evaluation, kernel))
        return name + "derived " + std::to_string(derived.value()) + ", evaluated "
            + std::to_string(valueOf(number, *mapped.evaluation, kernel));
    if (const std::string fault = faultOf(derived); !fault.empty())
        return name + fault;
    for (const Term& part : derived.namedParts())
        if (const std::string fault = faultOf(part); !fault.empty())
            return name + part.symbol() + " = " + fault;
    return {};
}

/// Every number of the layout and of each of its kernels.
std::string faultOf(const MappedLayout& mapped)
{
    for (const NumberKind number : kNumberKinds) {
        if (std::string fault = faultOf(number, mapped, {}); !fault.empty())
            return fault;
        for (std::size_t kernel = 0; kernel < mapped.layout->graph->size(); ++kernel)
            if (std::string fault = faultOf(number, mapped, KernelId{kernel}); !fault.empty())
                return fault;
    }
    return {};
}

std::optional<MappedLayout> mapped(const std::shared_ptr<const Network>& network, const std::string& machine, Mode mode,
                                   int replicas = 1)
{
    MapRequest request;
    request.network = network;
    request.installation = readInstallation(machine).value();
    request.mode = mode;
    request.placing.moves = 200;
    request.execution.replicas = replicas;
    Result<MappedLayout> result = mapNetwork(request, shippedAssumptions());
    return result.ok() ? std::optional(std::move(result).value()) : std::nullopt;
}

} // namespace

/// The text of every number that can be asked "why?" comes to that number.
class DerivationTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void evaluatorKnowsItsSigns();
    void everyNumberOfTheGallery();
    void everyNumberOfCopies();
    void channelwiseSharesItsChannels();
};

void DerivationTest::evaluatorKnowsItsSigns()
{
    QCOMPARE(FormulaEvaluator::valueOf("3·⌈64/(5 − 1)⌉·(16 + ⌈50/4/(4·0.5)⌉)"), 48.0 * 23.0);
    QCOMPARE(FormulaEvaluator::valueOf("0.85 GHz / max(1\u202F296, 500, 30 [51 more])·2"), 2.0 * 0.85e9 / 1296.0);
    QVERIFY_THROWS_EXCEPTION(std::runtime_error, FormulaEvaluator::valueOf("3·(4 + 5"));
    QVERIFY_THROWS_EXCEPTION(std::runtime_error, FormulaEvaluator::valueOf("3 4"));
}

void DerivationTest::everyNumberOfTheGallery()
{
    int pipelined = 0;
    int streaming = 0;
    for (const std::string& name : galleryNames()) {
        const auto network = openModel("gallery:" + name).value().network;
        if (const auto layout = mapped(network, "cs1", Mode::Pipelined)) {
            const std::string fault = faultOf(*layout);
            QVERIFY2(fault.empty(), fault.c_str());
            ++pipelined;
        }
        if (const auto layout = mapped(network, "cs2", Mode::WeightStreaming)) {
            const std::string fault = faultOf(*layout);
            QVERIFY2(fault.empty(), fault.c_str());
            ++streaming;
        }
    }
    QVERIFY(streaming == static_cast<int>(galleryNames().size()));
    QVERIFY2(pipelined >= 5, std::to_string(pipelined).c_str());
}

void DerivationTest::everyNumberOfCopies()
{
    const auto layout = mapped(openModel("gallery:mnist-mlp").value().network, "cs1", Mode::Pipelined, 4);
    QVERIFY(layout);
    const std::string fault = faultOf(*layout);
    QVERIFY2(fault.empty(), fault.c_str());
    const Term samples = derive(NumberKind::Samples, *layout->layout, *layout->evaluation, shippedAssumptions());
    QVERIFY(samples.formula({}).find("copies") != std::string::npos);
}

/// Once the window said that 41,472 were 1,296: a channelwise kernel's splits share the same channels.
void DerivationTest::channelwiseSharesItsChannels()
{
    const auto layout = mapped(openModel("gallery:tiny-gpt").value().network, "cs1", Mode::Pipelined);
    QVERIFY(layout);
    int seen = 0;
    for (std::size_t i = 0; i < layout->layout->graph->size(); ++i) {
        const KernelId id{i};
        const Kernel& kernel = (*layout->layout->graph)[id];
        const ChannelSplit& split = std::get<Mapping>(layout->layout->arrangement)[id].arguments.splits.front();
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
