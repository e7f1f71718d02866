#include "core/layout/mapping.h"

#include "core/base/check.h"
#include "core/base/fingerprint.h"
#include "core/base/names.h"
#include "core/layout/footprint.h"

namespace waferscope {

namespace {

constexpr int kMostOfAnArgument = 1 << 20; // far beyond any fabric; keeps products of arguments inside 64 bits

bool inRange(const ExecutionArguments& arguments)
{
    const auto good = [](int argument) { return argument >= 1 && argument <= kMostOfAnArgument; };
    std::int64_t width = 0;
    for (const ChannelSplit& split : arguments.splits) {
        if (!good(split.inputs) || !good(split.outputs))
            return false;
        width += std::int64_t{3} * split.outputs;
        if (std::int64_t{arguments.height} * arguments.width > kMostOfAnArgument / (split.inputs + 1))
            return false;
    }
    return good(arguments.height) && good(arguments.width) && width <= kMostOfAnArgument;
}

std::optional<Error> malformed(const Kernel& kernel, Run run, const PlacedKernel& placed)
{
    const ExecutionArguments& arguments = placed.arguments;
    if (arguments.splits.size() != kernel.convs.size() || !inRange(arguments))
        return Error{ErrorCode::InvalidInput,
                     "The execution arguments of " + printable(kernel.name) + " do not fit its kernel."};
    if (placed.rectangle != rectangleOf(kernel, arguments, placed.rotation, run, placed.rectangle.origin))
        return Error{ErrorCode::InvalidInput,
                     "The rectangle of " + printable(kernel.name) + " is not what its arguments make."};
    return std::nullopt;
}

void add(Fingerprint& print, const PlacedKernel& kernel)
{
    for (const int value :
         {kernel.arguments.height, kernel.arguments.width, kernel.rectangle.origin.x, kernel.rectangle.origin.y,
          kernel.rectangle.width, kernel.rectangle.height, static_cast<int>(kernel.rotation)})
        print.add(std::int64_t{value});
    for (const ChannelSplit& split : kernel.arguments.splits) {
        print.add(std::int64_t{split.inputs});
        print.add(std::int64_t{split.outputs});
    }
}

} // namespace

std::optional<Error> malformed(const Mapping& mapping, const KernelGraph& graph)
{
    if (mapping.kernels.size() != graph.size() || mapping.routes.size() != graph.edges().size())
        return Error{ErrorCode::InvalidInput, "The mapping is of another network: the numbers of kernels differ."};
    if (mapping.replicaColumns < 1 || mapping.replicaColumns > graph.replicas())
        return Error{ErrorCode::InvalidInput,
                     std::to_string(mapping.replicaColumns) + " replicas cannot lie side by side: there are "
                         + std::to_string(graph.replicas()) + "."};
    return std::nullopt;
}

Result<Mapping> createMapping(const KernelGraph& graph, Run run, std::vector<PlacedKernel> kernels,
                              std::vector<Route> routes)
{
    Mapping mapping{std::move(kernels), std::move(routes)};
    if (const auto error = malformed(mapping, graph))
        return *error;
    for (std::size_t i = 0; i < graph.size(); ++i)
        if (const auto error = malformed(graph.kernels()[i], run, mapping.kernels[i]))
            return *error;
    return mapping;
}

PeCoord unrotated(const PlacedKernel& kernel, PeCoord pe)
{
    WAFERSCOPE_CHECK(kernel.rectangle.contains(pe));
    const int x = pe.x - kernel.rectangle.origin.x;
    const int y = pe.y - kernel.rectangle.origin.y;
    return kernel.rotation == Rotation::R0 ? PeCoord{x, y} : PeCoord{y, kernel.rectangle.width - 1 - x};
}

std::uint64_t fingerprint(const Mapping& mapping)
{
    Fingerprint print;
    for (const PlacedKernel& kernel : mapping.kernels)
        add(print, kernel);
    for (const Route& route : mapping.routes) {
        print.add(static_cast<std::int64_t>(route.order));
        print.add(std::int64_t{route.shift});
        print.add(std::int64_t{route.forward.value_or(255)});
        print.add(std::int64_t{route.backward.value_or(255)});
    }
    print.add(std::int64_t{mapping.replicaColumns});
    return print.value();
}

} // namespace waferscope
