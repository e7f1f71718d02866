// Links the engines without Qt. Builds only as long as none of them needs a window.
#include "core/formats/resources.h"
#include "core/quantity.h"

int main()
{
    const waferscope::Cycles cycles{1};
    return waferscope::resource("").has_value() || cycles.count() != 1 ? 1 : 0;
}
