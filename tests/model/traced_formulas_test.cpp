#include "core/base/random.h"
#include "model/derivation/derivation.h"
#include "model/pipelined/kernel_cost.h"
#include "tests/model/formula_evaluator.h"
#include "tests/test_class.h"

#include <QTest>

namespace waferscope {

namespace {

ConvShape someShape(Random& random)
{
    ConvShape conv;
    conv.height = static_cast<std::int64_t>(1 + random.below(224));
    conv.width = static_cast<std::int64_t>(1 + random.below(224));
    conv.filterHeight = static_cast<std::int64_t>(1 + random.below(5));
    conv.filterWidth = static_cast<std::int64_t>(1 + random.below(5));
    conv.inputChannels = static_cast<std::int64_t>(1 + random.below(1000));
    conv.outputChannels = static_cast<std::int64_t>(1 + random.below(1000));
    conv.stride = static_cast<std::int64_t>(1 + random.below(3));
    return conv;
}

struct SomeKernel {
    Kernel kernel;
    ExecutionArguments arguments;
    CostModel model;
};

/// Of any kind, with any of what changes a kernel's cycles.
SomeKernel someKernel(Random& random)
{
    constexpr KernelKind kKinds[] = {KernelKind::Matrix, KernelKind::Product, KernelKind::Channelwise,
                                     KernelKind::Recurrent, KernelKind::Embedding};
    SomeKernel some;
    some.kernel.name = random.below(2) == 0 ? "encoder/0/query" : "encoder/1/query 2";
    some.kernel.kind = kKinds[random.below(5)];
    some.kernel.steps = static_cast<std::int64_t>(1 + random.below(3));
    some.kernel.passes = static_cast<int>(1 + random.below(2));
    some.kernel.hasUnknownCost = random.below(4) == 0;
    some.arguments.height = static_cast<int>(1 + random.below(20));
    some.arguments.width = static_cast<int>(1 + random.below(20));
    for (std::uint64_t conv = random.below(9) + 1; conv > 0; --conv) {
        some.kernel.convs.push_back(someShape(random));
        some.arguments.splits.push_back(
            {static_cast<int>(1 + random.below(40)), static_cast<int>(1 + random.below(40))});
    }
    some.model.recompute = random.below(2) == 0;
    some.model.efficiency = 0.35;
    some.model.macsPerCycle = 4.0;
    some.model.unknownOperations = 3.5;
    some.model.attentionShare = 0.6;
    some.model.density = LayerValues(0.9, {{"encoder/0", 0.1}});
    some.model.vectorSetup = Cycles{16};
    return some;
}

} // namespace

/// A number keeps how it came about, and its text says it.
class TracedFormulasTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void evaluatorKnowsItsSigns();
    void kernelsOfAnyKind();
    void restsOnTheLayersOwnDensity();
    void longRowsAreCutShort();
};

void TracedFormulasTest::evaluatorKnowsItsSigns()
{
    QCOMPARE(FormulaEvaluator::valueOf("3·⌈64/(5 − 1)⌉·(16 + ⌈50/4/(4·0.5)⌉)"), 48.0 * 23.0);
    QCOMPARE(FormulaEvaluator::valueOf("0.85 GHz / max(1\u202F296, 500, 30 [51 more])·2"), 2.0 * 0.85e9 / 1296.0);
    QVERIFY_THROWS_EXCEPTION(std::runtime_error, FormulaEvaluator::valueOf("3·(4 + 5"));
    QVERIFY_THROWS_EXCEPTION(std::runtime_error, FormulaEvaluator::valueOf("3 4"));
}

void TracedFormulasTest::kernelsOfAnyKind()
{
    Random random{11};
    for (int i = 0; i < 5'000; ++i) {
        const SomeKernel some = someKernel(random);
        const auto cycles = static_cast<double>(cyclesPerSample(some.kernel, some.arguments, some.model).count());
        const Term derived = derivedCyclesPerSample(some.kernel, some.arguments, some.model);
        const std::string text = derived.substituted({});
        QVERIFY2(derived.value() == cycles, text.c_str());
        QVERIFY2(FormulaEvaluator::valueOf(text) == cycles, text.c_str());
    }
}

void TracedFormulasTest::restsOnTheLayersOwnDensity()
{
    Random random{12};
    SomeKernel some = someKernel(random);
    some.kernel.kind = KernelKind::Product;
    some.kernel.hasUnknownCost = false;
    some.kernel.name = "encoder/0/query";
    const auto keys = [&] { return derivedCyclesPerSample(some.kernel, some.arguments, some.model).assumptions(); };
    QCOMPARE(keys(), (std::vector<std::string>{"attention_share", "density.encoder/0", "pipelined_efficiency"}));
    some.kernel.name = "encoder/1/query";
    some.kernel.kind = KernelKind::Embedding; // moves alone
    QCOMPARE(keys(), std::vector<std::string>{"density"});
}

void TracedFormulasTest::longRowsAreCutShort()
{
    Traced::Sum<Term> sum{"over kernels"};
    Traced::Largest<Term> largest{"over kernels"};
    for (int i = 1; i <= 20; ++i) {
        sum.add(Traced::whole("PEs", i) * Traced::whole("cycles", 10));
        largest.add((Traced::whole("PEs", i) * Traced::whole("cycles", 1)).named("work"));
    }
    QCOMPARE(sum.result().formula({}), std::string("Σ over kernels (PEs·cycles)"));
    QCOMPARE(sum.result().substituted({}), std::string("1·10 + 2·10 + 3·10 + 2040 [17 more]"));
    QCOMPARE(largest.result().substituted({}), std::string("max(1, 2, 3, 20 [17 more])"));
    const Term two = Traced::number(2);
    QCOMPARE(largestOf(largestOf(two, Traced::number(3)), largestOf(two, two)).substituted({}),
             std::string("max(2, 3, 2, 2)"));
    const Term share = sum.result() / largest.result().named("most");
    QCOMPARE(share.formula({}), std::string("Σ over kernels (PEs·cycles) / most"));
    QCOMPARE(share.substituted({}), std::string("(1·10 + 2·10 + 3·10 + 2040 [17 more]) / 20"));
    QCOMPARE(share.namedParts().size(), std::size_t{1}); // not the likes of a row
    QCOMPARE(largest.result().namedParts().size(), std::size_t{0});
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::TracedFormulasTest)
#include "traced_formulas_test.moc"
