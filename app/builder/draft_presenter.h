#pragma once

#include <QObject>

namespace waferscope {

class BuilderActions;
class BuilderParts;
class NetworkDraft;

/// What the parts show of a draft: list, totals, and the form of what is chosen, whose edits it takes.
class DraftPresenter : public QObject {
    Q_OBJECT
public:
    DraftPresenter(const BuilderParts& parts, const BuilderActions& actions, NetworkDraft& draft);

private:
    void connectParts();
    void showSpec();
    void showCounts();
    void showChoice();
    void updateForm();

    const BuilderParts& m_parts;
    NetworkDraft& m_draft;
};

} // namespace waferscope
