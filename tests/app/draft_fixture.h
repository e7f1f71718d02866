#pragma once

#include "app/builder/builder_actions.h"
#include "app/builder/builder_parts.h"
#include "app/builder/network_draft.h"
#include "core/blocks/spec_edits.h"
#include "formats/networks/gallery.h"
#include "views/builder/block_list.h"
#include "views/builder/block_list_model.h"
#include "views/panels/message_bar.h"

#include <QAction>
#include <QMainWindow>
#include <QTest>

namespace waferscope {

/// What the builder's presenters connect, all of it real and none of it connected: a test makes the one that it is
/// about, then opens a network.
struct DraftFixture {
    QMainWindow window;
    NetworkDraft draft;
    BuilderActions actions{draft.undoStack(), &window};
    BuilderParts parts{window, actions};

    void open() { draft.open(gallerySpec("mnist-mlp").value(), {}); }

    /// Five blocks in a row.
    void openChain()
    {
        NetworkSpec spec = gallerySpec("unet").value(); // for its input
        spec.blocks.clear();
        for (const char* type : {"conv", "pool", "conv", "pool", "conv"})
            spec = withInserted(spec, spec.blocks.size(), newBlock(spec, *findBlockType(type), {32, true}));
        draft.open(spec, {});
    }

    [[nodiscard]] std::size_t blockCount() const { return draft.spec()->blocks.size(); }

    void addConvolution()
    {
        draft.edit({withInserted(*draft.spec(), 0, newBlock(*draft.spec(), *findBlockType("conv"), {})),
                    QStringLiteral("Add conv"),
                    {}});
    }

    bool counted()
    {
        return QTest::qWaitFor([this] { return draft.counts() != nullptr; }, 20000);
    }

    template <typename T>
    T* child(const char* name)
    {
        return window.findChild<T*>(QLatin1String(name));
    }
};

} // namespace waferscope
