#include "views/panels/inspector_content.h"

#include "core/words/sentences.h"
#include "views/base/number_text.h"
#include "views/drawing/base/shown_text.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace waferscope {

namespace {

QString inspectorText(const char* text)
{
    return QCoreApplication::translate("Inspector", text);
}

QString text(std::string_view view)
{
    return QString::fromUtf8(view.data(), static_cast<qsizetype>(view.size()));
}

InspectorGroup fiveNumbers(const FiveNumbers& numbers)
{
    return {inspectorText("Report"),
            {{inspectorText("Samples/s"), numberText(numbers.samples.count()), NumberKind::Samples},
             {inspectorText("Compute samples/s"), numberText(numbers.compute.count()), NumberKind::ComputeSamples},
             {inspectorText("Transmission samples/s"), numberText(countOf(numbers.transmission)),
              numbers.transmission ? std::optional(NumberKind::TransmissionSamples) : std::nullopt},
             {inspectorText("Active, of all PEs"), shareText(numbers.activePes), NumberKind::ActivePes},
             {inspectorText("Busy, of kernel time"), shareText(numbers.computeUtilization),
              NumberKind::ComputeUtilization}}};
}

QString kindText(KernelKind kind)
{
    switch (kind) {
    case KernelKind::Matrix: return inspectorText("matrix product with weights");
    case KernelKind::Product: return inspectorText("product of two activations");
    case KernelKind::Channelwise: return inspectorText("channel by channel");
    case KernelKind::Recurrent: return inspectorText("recurrent");
    case KernelKind::Embedding: return inspectorText("look-up");
    }
    return {};
}

QString filterText(const ConvShape& conv)
{
    const QString filter = QStringLiteral("%1 × %2").arg(conv.filterHeight).arg(conv.filterWidth);
    return conv.stride > 1 ? inspectorText("%1, stride %2").arg(filter).arg(conv.stride) : filter;
}

void addShape(InspectorGroup& group, const ConvShape& conv)
{
    group.rows.push_back({inspectorText("Channels"),
                          QStringLiteral("%1 → %2").arg(wholeText(conv.inputChannels), wholeText(conv.outputChannels)),
                          {}});
    if (conv.filterHeight > 1 || conv.filterWidth > 1 || conv.stride > 1)
        group.rows.push_back({inspectorText("Filter"), filterText(conv), {}});
}

InspectorGroup identityOf(const Kernel& kernel)
{
    InspectorGroup group{inspectorText("What it is"), {}};
    for (std::size_t i = 0; i < std::min<std::size_t>(kernel.convs.size(), 3); ++i)
        addShape(group, kernel.convs[i]);
    const ConvShape& first = kernel.convs.front();
    const std::int64_t columns = first.width / first.stride;
    const std::int64_t rows = first.height / first.stride;
    group.rows.push_back({inspectorText("Output"),
                          columns > 1 || rows == 1 ? QStringLiteral("%1 × %2").arg(wholeText(rows), wholeText(columns))
                                                   : inspectorText("%1 positions").arg(wholeText(rows)),
                          {}});
    group.rows.push_back({inspectorText("Parameters"), wholeText(kernel.parameters), {}});
    group.rows.push_back({inspectorText("MACs a sample"), compactText(static_cast<double>(kernel.macs)), {}});
    return group;
}

QString splitText(const PlacedKernel& placed)
{
    QStringList splits;
    for (const ChannelSplit& split : placed.arguments.splits)
        splits << QStringLiteral("c %1, k %2").arg(split.inputs).arg(split.outputs);
    splits.removeDuplicates();
    return splits.join(QStringLiteral("; "));
}

InspectorGroup placeOf(const PlacedKernel& placed, const KernelReport& report)
{
    InspectorGroup group{inspectorText("Where"), {}};
    group.rows.push_back({inspectorText("At"), placeText(placed.rectangle.origin), {}});
    group.rows.push_back({inspectorText("Size"), sizeText(placed.rectangle), {}});
    group.rows.push_back({inspectorText("Tiles"),
                          QStringLiteral("%1 × %2").arg(placed.arguments.height).arg(placed.arguments.width),
                          {}});
    group.rows.push_back({inspectorText("Splits"), splitText(placed), {}});
    group.rows.push_back({inspectorText("Turned"),
                          placed.rotation == Rotation::R90 ? inspectorText("by 90°") : inspectorText("no"),
                          {}});
    group.rows.push_back(
        {inspectorText("Cycles a sample"), wholeText(report.cycles.count()), NumberKind::KernelCycles});
    return group;
}

MemoryPart part(MemoryUse use, const QString& name, Bytes bytes, Bytes sram)
{
    return {use, QStringLiteral("%1 %2").arg(name, bytesText(bytes)),
            static_cast<double>(bytes.count()) / static_cast<double>(sram.count())};
}

MemoryContent memoryOf(const PeMemory& memory, const System& system)
{
    const Bytes all = memory.total() + system.reservedSram;
    MemoryContent content;
    content.title = inspectorText("Fullest PE: %1 of %2 SRAM").arg(bytesText(all), bytesText(system.sram));
    content.parts = {part(MemoryUse::Code, inspectorText("code and I/O"), system.reservedSram, system.sram),
                     part(MemoryUse::Weights, inspectorText("weights"), memory.weights, system.sram),
                     part(MemoryUse::Gradients, inspectorText("gradients"), memory.gradients, system.sram),
                     part(MemoryUse::Optimizer, inspectorText("optimizer"), memory.optimizer, system.sram),
                     part(MemoryUse::Activations, inspectorText("activations"), memory.activations, system.sram),
                     part(MemoryUse::Buffers, inspectorText("buffers"), memory.buffers, system.sram)};
    content.total = static_cast<double>(all.count()) / static_cast<double>(system.sram.count());
    return content;
}

QString troubleText(const Violation& violation, const Layout& layout)
{
    return sentenceText(sentenceOf(violation, *layout.graph()));
}

InspectorContent contentOfKernel(const Layout& layout, const Evaluation& evaluation, KernelId id)
{
    const Kernel& kernel = (*layout.graph())[id];
    const KernelReport& report = evaluation.kernels.at(id.index());
    InspectorContent content;
    content.title = shownName(kernel.name);
    content.subtitle = QStringLiteral("%1, %2").arg(text(nameOf(kernel.layerKind)), kindText(kernel.kind));
    content.kind = kernel.layerKind;
    if (const Violation* violation = firstAbout(id, evaluation.violations, *layout.graph()))
        content.trouble = troubleText(*violation, layout);
    content.groups.push_back(identityOf(kernel));
    if (const auto* mapping = std::get_if<Mapping>(&layout.arrangement()))
        content.groups.push_back(placeOf((*mapping)[id], report));
    content.groups.push_back(fiveNumbers(report.numbers));
    content.memory = memoryOf(report.memory, layout.system());
    return content;
}

InspectorGroup stepOf(const Evaluation& evaluation)
{
    InspectorGroup group{inspectorText("Step"), {}};
    group.rows.push_back({inspectorText("One step"), durationText(evaluation.step), {}});
    group.rows.push_back({inspectorText("Step samples/s"), numberText(evaluation.stepSamples.count()), {}});
    group.rows.push_back({inspectorText("Input samples/s"), numberText(evaluation.inputSamples.count()), {}});
    group.rows.push_back({inspectorText("Arithmetic, of the peak"), shareText(evaluation.arithmeticEfficiency), {}});
    return group;
}

InspectorContent contentOfLayout(const Layout& layout, const Evaluation& evaluation)
{
    InspectorContent content;
    content.title = shownName(layout.network()->name());
    content.subtitle = inspectorText("on %1").arg(machineText(*layout.installation()));
    if (!evaluation.legal())
        content.trouble = troubleText(evaluation.violations.front(), layout);
    const System& system = layout.system();
    InspectorGroup what{inspectorText("What it is"), {}};
    what.rows.push_back(
        {inspectorText("Layers"), wholeText(static_cast<std::int64_t>(layout.network()->layers().size())), {}});
    what.rows.push_back({inspectorText("Kernels"), wholeText(static_cast<std::int64_t>(layout.graph()->size())), {}});
    what.rows.push_back({inspectorText("Parameters"), wholeText(layout.network()->parameters()), {}});
    what.rows.push_back(
        {inspectorText("MACs a sample"), compactText(static_cast<double>(layout.network()->macs())), {}});
    what.rows.push_back({inspectorText("Fabric"), sizeText(system.fabric()), {}});
    content.groups.push_back(std::move(what));
    content.groups.push_back(fiveNumbers(evaluation.numbers));
    content.groups.push_back(stepOf(evaluation));
    InspectorGroup memory{inspectorText("Memory"), {}};
    memory.rows.push_back({inspectorText("Fullest PE"), bytesText(evaluation.memory.worstPe), NumberKind::Memory});
    memory.rows.push_back({inspectorText("Room in a PE"), bytesText(evaluation.memory.capacity), {}});
    memory.rows.push_back({inspectorText("On the whole wafer"), bytesText(evaluation.memory.total), {}});
    content.groups.push_back(std::move(memory));
    return content;
}

} // namespace

InspectorContent inspectorContentOf(const Layout& layout, const Evaluation& evaluation, std::optional<KernelId> kernel)
{
    if (kernel && kernel->index() < evaluation.kernels.size())
        return contentOfKernel(layout, evaluation, *kernel);
    return contentOfLayout(layout, evaluation);
}

} // namespace waferscope
