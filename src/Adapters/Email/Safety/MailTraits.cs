namespace XmppGateway.Adapters.Email.Safety;

/// <summary>What <see cref="LoopGuard"/> looks at.</summary>
/// <param name="Signs">The signs of programs.</param>
/// <param name="Hops">The number of Received fields.</param>
/// <param name="HasOurId">Its Message-ID has the form of ours.</param>
/// <param name="IsFromRecipient">It says that it is from the user to whom it goes.</param>
/// <param name="AnswersOurs">It answers a mail that this gateway sent.</param>
/// <param name="IsReportOfOurs">It reports about a mail that this gateway sent.</param>
internal readonly record struct MailTraits(Automation Signs, int Hops, bool HasOurId, bool IsFromRecipient, bool AnswersOurs, bool IsReportOfOurs);
